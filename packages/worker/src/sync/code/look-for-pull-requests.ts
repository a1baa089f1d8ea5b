import { ProviderError } from '@orchestrator/integrations'
import { addLooks, openPullRequests, type SyncMapping } from '@orchestrator/store'
import * as z from 'zod'
import type { SyncContext } from '../sync-context.ts'

/**
 * How far a repository's list is read; `seen` are those that changed last, for others may have changed at the same time. `openAt`: when
 * those that are open were last looked at by themselves.
 */
const Cursor = z.object({ since: z.string(), seen: z.array(z.number()), openAt: z.number().default(0) })
const key = 'pull_requests'
/** Of those that nothing was told of, and how often: each costs a few requests, and only checks and reviews are not in the list. */
const mostOpen = 5
const openEveryMs = 12 * 60_000
const overlapMs = 120_000
/** Services tell of whole seconds, by their own clock: what changed in the last ones may change once more at the same time. */
const unsettledMs = 5_000

/** What a repository's webhook has not told: hints get lost, and some have none. */
export async function lookForPullRequests(context: SyncContext, mapping: SyncMapping): Promise<void> {
  const { session, store, claim } = context
  if (session.pullRequests === undefined) return
  const { containerId: repositoryId } = mapping
  const cursor = Cursor.safeParse(mapping.cursors[key]).data ?? null
  const listed = await orNone(session.pullRequests({ repositoryId, since: cursor?.since ?? null }))
  if (listed === null) return
  const isNew = ({ number, updatedAt }: (typeof listed)[number]) =>
    cursor === null || updatedAt > cursor.since || !cursor.seen.includes(number)
  const since = listed[0]?.updatedAt ?? cursor?.since ?? new Date(Date.now() - overlapMs).toISOString()
  const isOver = Date.now() - Date.parse(since) > unsettledMs
  const atSince = listed.filter(({ updatedAt }) => isOver && updatedAt === since).map(({ number }) => number)
  const openAt = cursor?.openAt ?? 0
  const lookAtOpen = Date.now() - openAt >= openEveryMs
  const seen = listed.length === 0 ? (cursor?.seen ?? []) : atSince
  const next: z.infer<typeof Cursor> = { since, seen, openAt: lookAtOpen ? Date.now() : openAt }
  await store.write(claim.workspaceId, async (tx) => {
    const open = lookAtOpen ? await openPullRequests(tx, claim, repositoryId, mostOpen) : []
    const numbers = [...listed.filter(isNew), ...open].map(({ number }) => number)
    await addLooks(
      tx,
      claim,
      numbers.map((number) => ({ repositoryId, number, afterMs: 0 })),
      // Of all that were open before, nobody has just told anything.
      { background: cursor === null },
    )
    await tx`
      update mapping_syncs set cursors = cursors || ${tx.json({ [key]: next })}
      where workspace_id = ${claim.workspaceId} and mapping_id = ${mapping.id}`
  })
}

/** Rights to issues alone are enough for all else of a mapping. */
export async function orNone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ProviderError && (error.kind === 'forbidden' || error.kind === 'not_found')) return null
    throw error
  }
}
