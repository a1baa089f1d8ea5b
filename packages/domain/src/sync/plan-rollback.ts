import type { AnyEvent } from '../events/catalogue.ts'
import type { FieldChange } from '../merge.ts'
import { sameJson } from '../merge.ts'

/** One thing that is taken back: a command, in its own words. */
export interface RollbackOperation {
  readonly type: 'task.update' | 'task.delete' | 'comment.update' | 'comment.delete' | 'task_relation.delete'
  readonly entityId: string
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
  readonly projectId: string
  /** The first event of what it takes back. */
  readonly eventId: string
}

export interface RollbackSkip {
  readonly entityId: string
  readonly name: string
  /** null: the whole thing. */
  readonly field: string | null
  /** not_there: what the value before names was deleted. not_in_a_patch: only a rollback that is done at once can take it back. */
  readonly reason: 'deleted' | 'archived' | 'changed_since' | 'deleted_by_sync' | 'not_there' | 'not_in_a_patch'
}

export interface RollbackPlan {
  readonly operations: readonly RollbackOperation[]
  readonly skipped: readonly RollbackSkip[]
}

type Entity = Readonly<Record<string, unknown>> & { readonly id: string; readonly version: number }

type Kind = 'task' | 'comment' | 'task_relation'

/** What a command may set; the others follow from it. */
const settable: Readonly<Record<Kind, readonly string[]>> = {
  task: [
    ...[
      'title',
      'description',
      'type',
      'stateId',
      'priority',
      'assigneeId',
      'parentId',
      'cycleId',
      'milestoneId',
      'tags',
    ],
    ...['estimatedMinutes', 'estimatePoints', 'startDate', 'dueDate', 'customFields'],
  ],
  comment: ['body'],
  task_relation: [],
}

/**
 * What takes back what a connection did: things that it made are deleted, fields that it changed get the value that they had before.
 * Where somebody has changed a field since, theirs stays; what it deleted cannot come back.
 * @param events of the connection alone, the oldest first
 * @param current the tasks, comments and relations of these events as they are now; those that are deleted are not among them
 * @param isThere whether what a value before names is there still
 */
export function planRollback(
  events: readonly AnyEvent[],
  current: ReadonlyMap<string, Entity>,
  isThere: (id: string) => boolean = () => true,
): RollbackPlan {
  const operations: RollbackOperation[] = []
  const skipped: RollbackSkip[] = []
  for (const [entityId, own] of bySubject(events)) {
    const kind = own[0]?.subject.type
    if (kind !== 'task' && kind !== 'comment' && kind !== 'task_relation') continue
    const name = nameOf(own, kind)
    const now = current.get(entityId)
    const of = { projectId: String(now?.['projectId'] ?? own[0]?.projectId), eventId: String(own[0]?.id) }
    const made = own.some(({ type }) => type === `${kind}.created`)
    if (own.some(({ type }) => type === `${kind}.deleted`)) {
      if (!made) skipped.push({ entityId, name, field: null, reason: 'deleted_by_sync' })
    } else if (now === undefined) skipped.push({ entityId, name, field: null, reason: 'deleted' })
    else if (made) {
      const last = versionAfter(own, kind)
      if (now.version > last) skipped.push({ entityId, name, field: null, reason: 'changed_since' })
      else operations.push({ type: `${kind}.delete`, entityId, name, data: { id: entityId }, ...of })
    } else if (now['archivedAt']) skipped.push({ entityId, name, field: null, reason: 'archived' })
    else {
      const data: Record<string, unknown> = {}
      for (const [field, { before, after }] of foldChanges(own)) {
        if (!settable[kind].includes(field)) continue
        if (sameJson(now[field], after)) {
          if (references.has(field) && before !== null && !isThere(String(before)))
            skipped.push({ entityId, name, field, reason: 'not_there' })
          else if (!sameJson(before, after)) data[field] = field === 'customFields' ? removed(before, after) : before
        } else if (!sameJson(now[field], before)) skipped.push({ entityId, name, field, reason: 'changed_since' })
      }
      if (Object.keys(data).length > 0)
        operations.push({
          type: kind === 'task' ? 'task.update' : 'comment.update',
          entityId,
          name,
          data: { id: entityId, baseVersion: now.version, ...data },
          ...of,
        })
    }
  }
  // Comments and relations first: those of a task that goes go with it.
  return { operations: [...operations].sort((a, b) => rank(a) - rank(b)), skipped }
}

/** What the values before of these events name. */
export const namedBefore = (events: readonly AnyEvent[]): string[] =>
  events.flatMap((event) =>
    Object.entries((event as { changes?: Readonly<Record<string, FieldChange>> }).changes ?? {}).flatMap(
      ([field, { before }]) => (references.has(field) && typeof before === 'string' ? before : []),
    ),
  )

const references = new Set(['stateId', 'assigneeId', 'parentId', 'cycleId', 'milestoneId'])

const rank = ({ type }: RollbackOperation) =>
  type.startsWith('comment') || type === 'task_relation.delete' ? 0 : type === 'task.update' ? 1 : 2

function bySubject(events: readonly AnyEvent[]): Map<string, AnyEvent[]> {
  const all = new Map<string, AnyEvent[]>()
  for (const event of events) all.set(event.subject.id, [...(all.get(event.subject.id) ?? []), event])
  return all
}

const snapshot = (event: AnyEvent | undefined, kind: Kind) =>
  (event as unknown as Record<string, Entity | undefined>)?.[kind === 'task_relation' ? 'taskRelation' : kind]

/** Relations have none, for they do not change. */
const versionAfter = (own: readonly AnyEvent[], kind: Kind) =>
  Math.max(...own.map((event) => snapshot(event, kind)?.version ?? 0))

function nameOf(own: readonly AnyEvent[], kind: Kind): string {
  const last = snapshot(own.at(-1), kind)
  if (kind === 'task_relation') return `${last?.['fromTaskId']} ${last?.['type']} ${last?.['toTaskId']}`
  return String((kind === 'task' ? last?.['identifier'] : last?.['taskId']) ?? '')
}

/** The value before the last unbroken row of its changes, and the one after. */
function foldChanges(own: readonly AnyEvent[]): Map<string, FieldChange> {
  const all = new Map<string, FieldChange>()
  for (const event of own) {
    const changes = (event as { changes?: Readonly<Record<string, FieldChange>> }).changes ?? {}
    for (const [field, { before, after }] of Object.entries(changes)) {
      const earlier = all.get(field)
      // Somebody else's change lies between: theirs is not taken back.
      const since = earlier !== undefined && sameJson(earlier.after, before) ? earlier.before : before
      all.set(field, { before: since, after })
    }
  }
  return all
}

/** Keys that were not there before are taken out again. */
function removed(before: unknown, after: unknown): Record<string, unknown> {
  const was = (before ?? {}) as Record<string, unknown>
  return { ...Object.fromEntries(Object.keys((after ?? {}) as object).map((key) => [key, null])), ...was }
}
