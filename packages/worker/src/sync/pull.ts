import type { ErrorJson } from '@orchestrator/domain'
import { type Item, type ItemType, type Page, queryOf, type Unreadable } from '@orchestrator/integrations'
import {
  addWork,
  countUnlinked,
  type ExternalItem,
  getEntity,
  itemsOfExternals,
  listWork,
  type SyncMapping,
  type SyncWork,
  saveBackfill,
  saveCursors,
  unlinkedTasks,
} from '@orchestrator/store'
import { meets, sendingTo } from './choose-mapping.ts'
import { importPullRequests } from './code/import-pull-requests.ts'
import { foundOf } from './comes-in.ts'
import { doWork, type Task } from './do-work.ts'
import { goesAlong } from './goes-along.ts'
import type { Entity } from './plan.ts'
import type { SyncContext } from './sync-context.ts'

/** Pages of one mapping in one round; what is left comes in the next, after what is more urgent. */
const pagesAtOnce = 5
const tasksAtOnce = 50
const unreadableMs = 15 * 60_000
const outEveryMs = 24 * 3_600_000
/** The clocks of both sides may differ by so much, and changes are told late. */
const overlapMs = 120_000

/** The types of items that a mapping takes from there: those first on which others hang. */
export const typesOf = ({ connector }: SyncContext, mapping: SyncMapping): readonly ItemType[] =>
  mapping.direction === 'out' ? [] : connector.itemTypes.filter(({ entity }) => goesAlong(mapping, entity))

/** Reads what changed there since the cursor. */
export async function pullChanges(context: SyncContext, mapping: SyncMapping, everyMs: number): Promise<void> {
  const { session, store, claim } = context
  const save = (cursors: SyncMapping['cursors'], pullAfterMs: number | null) =>
    store.write(claim.workspaceId, (tx) => saveCursors(tx, claim.workspaceId, mapping.id, cursors, pullAfterMs))
  let more = false
  for (const { type } of typesOf(context, mapping)) {
    let cursor: unknown = mapping.cursors[type] ?? null
    for (let pages = 0; pages < pagesAtOnce; pages++) {
      // What was there before the mapping is the backfill's.
      const since = cursor === null ? new Date(Date.parse(mapping.since) - overlapMs).toISOString() : undefined
      const readAt = performance.now()
      const page = await session.pull({ containerId: mapping.containerId, type, cursor, since })
      await doPage(context, mapping, page, readAt)
      cursor = page.cursor
      // What is done is done, whatever becomes of the next page.
      await save({ [type]: cursor }, null)
      if (!page.more) break
      if (pages === pagesAtOnce - 1) more = true
    }
  }
  // Of what is only sent nothing is asked but its pull requests; changing that makes it due.
  const isQuiet = mapping.direction === 'out' && session.pullRequests === undefined
  await save({}, more ? 0 : isQuiet ? outEveryMs : everyMs)
}

/** One page of what was there, or here, before both were connected. @returns false: none for now */
export async function backfillPage(context: SyncContext, mapping: SyncMapping): Promise<boolean> {
  const { session, store, claim } = context
  const at = mapping.backfillCursors as {
    type?: string
    cursor?: unknown
    pulls?: unknown
    outAfter?: string | null
  }
  const types = typesOf(context, mapping)
  const place = types.findIndex(({ type }) => type === at.type)
  const isPast = at.pulls !== undefined || at.outAfter !== undefined
  const type = isPast ? undefined : types[Math.max(0, place)]
  const save = async (
    page: Omit<Parameters<typeof saveBackfill>[3], 'total' | 'more'> & { total?: number | null; more?: number },
  ) => {
    await store.write(claim.workspaceId, (tx) =>
      saveBackfill(tx, claim.workspaceId, mapping.id, { total: null, more: 0, ...page }),
    )
    return true
  }
  if (type !== undefined) {
    const cursor = at.cursor ?? null
    const query = queryOf(context.connector, mapping, context.state.connection.settings)
    const asked = { containerId: mapping.containerId, type: type.type, query }
    const total = cursor === null && place < 1 ? await session.count(asked) : null
    const readAt = performance.now()
    const page = await session.pull({ ...asked, cursor })
    await doPage(context, mapping, page, readAt, true)
    const next = types[Math.max(0, place) + 1]
    const cursors = page.more
      ? { type: type.type, cursor: page.cursor }
      : next
        ? { type: next.type, cursor: null }
        : { pulls: null }
    // What hangs on things is not among those that were counted.
    const done = type.entity === 'task' ? page.items.length + (page.unreadable?.length ?? 0) : 0
    return save({ cursors, done, total, ended: false })
  }
  // They name things, which are there by now.
  if (at.outAfter === undefined) {
    const cursor = await importPullRequests(context, mapping, at.pulls ?? null)
    return save({ cursors: cursor === null ? { outAfter: null } : { pulls: cursor }, done: 0, ended: false })
  }
  if (mapping.direction === 'in') return save({ cursors: {}, done: 0, ended: true })
  // What is not sent yet is enough for now.
  if (context.writes.refusedMs() > 0) return false
  const tasks = await unlinkedTasks(store, claim, mapping.projectId, at.outAfter ?? null, tasksAtOnce)
  const last = tasks.at(-1)
  const more = at.outAfter === null ? await countUnlinked(store, claim, mapping.projectId) : 0
  if (last === undefined) return save({ cursors: {}, done: 0, ended: true })
  const mine = await sentBy(context, mapping, tasks)
  await store.write(claim.workspaceId, (tx) =>
    addWork(
      tx,
      claim.workspaceId,
      claim.connectionId,
      mine.map(({ id }) => ({ mappingId: mapping.id, entityKind: 'task' as const, entityId: id })),
    ),
  )
  return save({ cursors: { outAfter: last.id }, done: tasks.length, more, ended: false })
}

/** Where several mappings of a project may send a task, those of one backfill are sent that would go its way. */
async function sentBy(
  context: SyncContext,
  mapping: SyncMapping,
  tasks: readonly { readonly id: string }[],
): Promise<readonly { readonly id: string }[]> {
  const ways = sendingTo(context, mapping.projectId).filter(({ enabled }) => enabled)
  if (ways.length < 2) return tasks
  const { store, claim } = context
  const found = await store.read(claim.workspaceId, (tx) =>
    Promise.all(tasks.map(({ id }) => getEntity(tx, claim.workspaceId, 'task', id))),
  )
  return (found as (Entity | undefined)[]).flatMap((task) =>
    task !== undefined && ways.find((way) => meets(way, task))?.id === mapping.id ? [task] : [],
  )
}

/**
 * What a page tells is done; what goes wrong with one of its items is work that waits.
 * @param readAt before it was asked for: what is edited while the service answers is newer
 * @param areFound the query of the mapping was part of the question
 */
export async function doPage(
  context: SyncContext,
  mapping: SyncMapping,
  page: Page,
  readAt: number,
  areFound = false,
): Promise<void> {
  const { store, claim } = context
  const [type] = page.items.map((item) => item.type)
  const ids = page.items.map(({ id }) => id)
  const links =
    type === undefined
      ? new Map<string, ExternalItem>()
      : await store.read(claim.workspaceId, (tx) => itemsOfExternals(tx, claim, type, ids))
  const found = areFound
    ? new Set(ids)
    : await foundOf(
        context,
        mapping,
        page.items.filter(({ id }) => !links.has(id)),
      )
  const gone = page.gone.map((ref) => unlisted(mapping, { ...ref, on: null }))
  const told = page.items.map((item) => ({
    ...unlisted(mapping, item),
    told: { item, readAt, ...(found && { isFound: found.has(item.id) }) },
    seen: links.get(item.id) ?? null,
  }))
  await doWork(context, [...told, ...gone])
  await tellUnreadable(context, mapping, page.unreadable ?? [])
}

/** They are looked up again later one by one, and are shown until then. */
async function tellUnreadable(
  { store, claim, logger }: SyncContext,
  mapping: SyncMapping,
  unreadable: readonly Unreadable[],
): Promise<void> {
  if (unreadable.length === 0) return
  logger.warn({ mappingId: mapping.id, items: unreadable.map(({ id }) => id) }, 'items of a page could not be read')
  await store.write(claim.workspaceId, async (tx) => {
    for (const { message, key, title, url, ...ref } of unreadable) {
      const error = { code: 'malformed', message } as unknown as ErrorJson
      await listWork(tx, claim, workOf(mapping.id, ref), { afterMs: unreadableMs, error, subject: { key, title, url } })
    }
  })
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
