import type { ItemRef } from '@orchestrator/integrations'
import { lookAgain, type SyncMapping, waitOf } from '@orchestrator/store'
import type { SyncContext } from './sync-context.ts'

const leastMs = 1_000
const mostMs = 15 * 60_000

/** That on which it hangs is still to be done here: so is this, after it. */
export class Awaits extends Error {
  override readonly name = 'Awaits'
  readonly afterMs: number
  constructor(waitMs: number) {
    super('what it is on is not here yet')
    this.afterMs = Math.min(mostMs, waitMs + leastMs)
  }
}

/** Nothing is asked of the service for a part of what could not be done yet. @throws Awaits */
export async function awaitItsTime(
  { store, claim, connector }: SyncContext,
  onExternalId: string | null,
): Promise<void> {
  if (onExternalId === null) return
  const on = connector.itemTypes.flatMap(({ entity, type }) => (entity === 'task' ? { type, id: onExternalId } : []))
  const waitMs = await store.read(claim.workspaceId, (tx) => waitOf(tx, claim, on))
  if (waitMs !== null && waitMs > 0) throw new Awaits(waitMs)
}

/** That on which it hangs could not be done, and is tried again. Of what is left out for good there is no work. @throws Awaits */
export async function awaitParent({ store, claim }: SyncContext, on: ItemRef): Promise<void> {
  const waitMs = await store.read(claim.workspaceId, (tx) => waitOf(tx, claim, [on]))
  if (waitMs !== null) throw new Awaits(waitMs)
}

/** A task whose parent is still to come is made without it, and looked at again then. */
export async function lookAgainAfter(
  { store, claim }: SyncContext,
  { mapping, child, parent }: { mapping: SyncMapping; child: ItemRef; parent: ItemRef },
): Promise<void> {
  const { workspaceId } = claim
  const waitMs = await store.read(workspaceId, (tx) => waitOf(tx, claim, [parent]))
  if (waitMs === null) return
  const work = { mappingId: mapping.id, type: child.type, externalId: child.id, onExternalId: null }
  await store.write(workspaceId, (tx) => lookAgain(tx, claim, work, waitMs + leastMs))
}
