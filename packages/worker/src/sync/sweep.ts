import { endSweepOf, knownOf, type SyncMapping, saveSweep } from '@orchestrator/store'
import { linkUsers } from './link-users.ts'
import { doPage, typesOf } from './pull.ts'
import type { SyncContext } from './sync-context.ts'

/**
 * A page of what there is in a container, once a day: what hints and cursors have missed is found by it, and what is no longer
 * there is looked up by its id. It takes no part in what is not linked.
 */
export async function sweepPage(context: SyncContext, mapping: SyncMapping): Promise<void> {
  const { session, store, claim } = context
  const types = typesOf(context, mapping)
  const at = mapping.sweep ?? { type: types[0]?.type ?? '', cursor: null, startedAt: new Date().toISOString() }
  const place = types.findIndex(({ type }) => type === at.type)
  const save = (sweep: SyncMapping['sweep']) =>
    store.write(claim.workspaceId, (tx) => saveSweep(tx, claim.workspaceId, mapping.id, sweep))
  if (mapping.sweep === null) await linkUsers(context, mapping)
  if (place < 0) return void (await save(null))
  const readAt = performance.now()
  const page = await session.pull({ containerId: mapping.containerId, type: at.type, cursor: at.cursor })
  const known = await store.write(claim.workspaceId, (tx) =>
    knownOf(
      tx,
      claim,
      at.type,
      page.items.map(({ id }) => id),
      at.startedAt,
    ),
  )
  await doPage(context, mapping, { ...page, items: page.items.filter(({ id }) => known.has(id)), gone: [] }, readAt)
  if (page.more) return void (await save({ ...at, cursor: page.cursor }))
  await store.write(claim.workspaceId, (tx) => endSweepOf(tx, claim, mapping.id, at.type, at.startedAt))
  const next = types[place + 1]
  await save(next === undefined ? null : { ...at, type: next.type, cursor: null })
}
