import type { Item, ItemType, Page } from '@orchestrator/integrations'
import {
  addWork,
  type ExternalItem,
  itemsOfExternals,
  type SyncMapping,
  type SyncWork,
  saveBackfill,
  saveCursors,
  unlinkedTasks,
} from '@orchestrator/store'
import { doWork, type Task } from './do-work.ts'
import type { SyncContext } from './sync-context.ts'

/** Pages of one mapping in one round; what is left comes in the next, after what is more urgent. */
const pagesAtOnce = 5
const tasksAtOnce = 50
/** The clocks of both sides may differ by so much, and changes are told late. */
const overlapMs = 120_000

/** The types of items that a mapping takes from there: those first on which others hang. */
export const typesOf = ({ connector }: SyncContext, { comments, direction }: SyncMapping): readonly ItemType[] =>
  direction === 'out'
    ? []
    : connector.itemTypes.filter(({ entity }) => entity === 'task' || (entity === 'comment' && comments))

/** Reads what changed there since the cursor. */
export async function pullChanges(context: SyncContext, mapping: SyncMapping, everyMs: number): Promise<void> {
  const { session, store, claim } = context
  const cursors: Record<string, unknown> = {}
  let more = false
  for (const { type } of typesOf(context, mapping)) {
    let cursor: unknown = mapping.cursors[type] ?? null
    for (let pages = 0; pages < pagesAtOnce; pages++) {
      // What was there before the mapping is the backfill's.
      const since = cursor === null ? new Date(Date.parse(mapping.since) - overlapMs).toISOString() : undefined
      const page = await session.pull({ containerId: mapping.containerId, type, cursor, since })
      await doPage(context, mapping, page)
      cursor = cursors[type] = page.cursor
      more = page.more
      if (!page.more) break
    }
  }
  await store.write(claim.workspaceId, (tx) =>
    saveCursors(tx, claim.workspaceId, mapping.id, cursors, more ? 0 : everyMs),
  )
}

/** One page of what was there, or here, before both were connected. */
export async function backfillPage(context: SyncContext, mapping: SyncMapping): Promise<unknown> {
  const { session, store, claim } = context
  const at = mapping.backfillCursors as { type?: string; cursor?: unknown; outAfter?: string | null }
  const types = typesOf(context, mapping)
  const place = types.findIndex(({ type }) => type === at.type)
  const type = at.outAfter !== undefined ? undefined : types[Math.max(0, place)]
  const save = (page: Omit<Parameters<typeof saveBackfill>[3], 'total'> & { total?: number | null }) =>
    store.write(claim.workspaceId, (tx) => saveBackfill(tx, claim.workspaceId, mapping.id, { total: null, ...page }))
  if (type !== undefined) {
    const cursor = at.cursor ?? null
    const total =
      cursor === null && place < 1 ? await session.count({ containerId: mapping.containerId, type: type.type }) : null
    const page = await session.pull({ containerId: mapping.containerId, type: type.type, cursor })
    await doPage(context, mapping, page)
    const next = types[Math.max(0, place) + 1]
    const cursors = page.more
      ? { type: type.type, cursor: page.cursor }
      : next
        ? { type: next.type, cursor: null }
        : { outAfter: null }
    return save({ cursors, done: page.items.length, total, ended: false })
  }
  if (mapping.direction === 'in') return save({ cursors: {}, done: 0, ended: true })
  const tasks = await unlinkedTasks(store, claim, mapping.projectId, at.outAfter ?? null, tasksAtOnce)
  const last = tasks.at(-1)
  if (last === undefined) return save({ cursors: {}, done: 0, ended: true })
  await store.write(claim.workspaceId, (tx) =>
    addWork(
      tx,
      claim.workspaceId,
      claim.connectionId,
      tasks.map(({ id }) => ({ mappingId: mapping.id, entityKind: 'task' as const, entityId: id })),
    ),
  )
  return save({ cursors: { outAfter: last.id }, done: tasks.length, ended: false })
}

/** What a page tells is done; what goes wrong with one of its items is work that waits. */
export async function doPage(context: SyncContext, mapping: SyncMapping, page: Page): Promise<void> {
  const { store, claim } = context
  const [type] = page.items.map((item) => item.type)
  const ids = page.items.map(({ id }) => id)
  const links =
    type === undefined
      ? new Map<string, ExternalItem>()
      : await store.read(claim.workspaceId, (tx) => itemsOfExternals(tx, claim, type, ids))
  const gone = page.gone.map((ref) => unlisted(mapping, { ...ref, on: null }))
  const told = page.items.map((item) => ({ ...unlisted(mapping, item), told: item, seen: links.get(item.id) ?? null }))
  await doWork(context, [...told, ...gone])
}

const unlisted = (mapping: SyncMapping, ref: Pick<Item, 'type' | 'id' | 'on'>): Task => ({
  work: workOf(mapping.id, ref),
  unlisted: true,
})

export const workOf = (mappingId: string, { type, id, on }: Pick<Item, 'type' | 'id' | 'on'>): SyncWork => ({
  ...{
    key: `${type} ${id}`,
    mappingId,
    entityKind: null,
    entityId: null,
    type,
    externalId: id,
    onExternalId: on?.id ?? null,
  },
  ...{ changes: 0, attempts: 0, error: null },
})
