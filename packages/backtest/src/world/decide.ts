import {
  type Actor,
  AppError,
  type CommandContext,
  type CommandResult,
  deriveId,
  type FactName,
  type Facts,
  type FieldChange,
  isWithin,
  may,
  mayGive,
  mergeFields,
  type NewEvent,
  type Rights,
} from '@orchestrator/domain'
import type { Row } from '../source.ts'
import type { Rows } from './rows.ts'

/** What is known of facts, by their name and id. */
export class KnownFacts {
  readonly #values = new Map<string, Facts[FactName]>()

  set<F extends FactName>(name: F, id: string, value: Facts[F]): void {
    this.#values.set(`${name} ${id}`, value)
  }

  /** Only of what a command has said that it needs. */
  get = <F extends FactName>(name: F, id: string): Facts[F] => this.#values.get(`${name} ${id}`) as Facts[F]
}

/** Of what was made since the facts were loaded, as by a template whose tasks are parts of each other. */
function factOfNew(name: FactName, id: string, rows: Rows): readonly string[] | undefined {
  if (name !== 'task_ancestors') return name === 'task_followers' ? [] : undefined
  const above: string[] = []
  const parentOf = (task: string) => rows.of('task').get(task)?.['parentId'] as string | null | undefined
  for (let at = parentOf(id); at && !above.includes(at); at = parentOf(at)) above.push(at)
  return above
}

/** What a decision may use beside rows. */
export interface Deciding {
  readonly rows: Rows
  readonly now: string
  readonly actor: Actor
  readonly commandId: string
  /** null: nobody asks for rights, as when time passes. */
  readonly rights: Rights | null
  readonly numbers: Map<string, { number: number; rank: string | null }>
  readonly facts: KnownFacts
  /** What tasks are called in truth, by their ids. */
  readonly named: ReadonlyMap<string, object>
  readonly causedBy: readonly string[]
  emit(event: NewEvent & { readonly id: string }, index: number): void
}

/** Lets the server's own decision change a run's world. */
export function decide<T>(
  decision: (data: T, context: CommandContext) => CommandResult,
  data: T,
  deciding: Deciding,
): CommandResult {
  return decision(data, contextOf(deciding))
}

function contextOf(deciding: Deciding): CommandContext {
  const { rows, now, actor, commandId, rights, numbers, facts } = deciding
  const find = (kind: string, id: string | null | undefined) => (id ? rows.of(kind).get(id) : undefined)
  const all = (kind: string) => [...rows.of(kind).values()]
  const get = (kind: string, id: string, field?: string): Row => {
    const row = find(kind, id)
    if (row) return row
    const fields = field ? [{ path: field, expected: `the id of a ${kind} of this workspace`, code: 'not_found' }] : []
    throw new AppError('not_found', `there is no ${kind} ${id}`, { fields })
  }
  const counted = (projectId: string) => {
    let known = numbers.get(projectId)
    if (!known) numbers.set(projectId, (known = { number: 0, rank: null }))
    return known
  }
  let emitted = 0
  const context = {
    now,
    commandId,
    actor,
    allow: (permission: Parameters<CommandContext['allow']>[0], projectId: string | null = null) => {
      if (rights && !may(rights, permission, projectId))
        throw new AppError('forbidden', `this needs the permission ${permission}`, { details: { permission } })
    },
    allowRole: (...[role, projectId]: Parameters<CommandContext['allowRole']>) => {
      if (rights && !mayGive(rights, role, projectId))
        throw new AppError('forbidden', `the role ${role} is above your own in the project`)
    },
    allowScopes: (scopes: Parameters<CommandContext['allowScopes']>[0]) => {
      if (rights && !isWithin(rights, scopes))
        throw new AppError('forbidden', 'its scopes go beyond those with which you act')
    },
    find,
    all,
    get,
    findBy: (kind: string, match: object) =>
      all(kind).find((row) => Object.entries(match).every(([field, value]) => row[field] === value)),
    isComing: () => false,
    insert: (kind: string, row: Row) => {
      if (find(kind, row.id)) throw new AppError('already_exists', `a ${kind} with this id exists`)
      // In place: the event that tells of it shows the same row.
      if (kind === 'task') Object.assign(row, deciding.named.get(row.id))
      rows.change(kind, row.id, row)
      if (kind === 'task') counted(String(row['projectId'])).rank = String(row['rank'])
    },
    update: (kind: string, id: string, patch: object, options?: { baseVersion?: number }) =>
      update(rows, kind, get(kind, id), { patch, now, baseVersion: options?.baseVersion }),
    remove: (kind: string, id: string) => rows.change(kind, get(kind, id).id, null),
    takeNumber: (projectId: string) => ++counted(projectId).number,
    lastRank: (projectId: string) => counted(projectId).rank,
    fact: <F extends FactName>(name: F, id: string) => facts.get(name, id) ?? (factOfNew(name, id, rows) as Facts[F]),
    causedBy: () => deciding.causedBy,
    emit: (event: NewEvent) => deciding.emit({ ...event, id: deriveId(commandId, 'event', emitted) }, emitted++),
  }
  return context as unknown as CommandContext
}

function update(
  rows: Rows,
  kind: string,
  row: Row,
  { patch, now, baseVersion }: { patch: object; now: string; baseVersion: number | undefined },
): Readonly<Record<string, FieldChange>> {
  const version = Number(row['version'] ?? 0)
  const { changes } = mergeFields({ current: row, version, fieldVersions: {}, patch: { ...patch }, baseVersion })
  if (Object.keys(changes).length === 0) return {}
  const all: Record<string, FieldChange> = {
    ...changes,
    ...('version' in row && { version: { before: version, after: version + 1 } }),
    ...('updatedAt' in row && row['updatedAt'] !== now && { updatedAt: { before: row['updatedAt'], after: now } }),
  }
  const values = Object.entries(all).map(([field, change]) => [field, change.after])
  rows.change(kind, row.id, { ...row, ...Object.fromEntries(values) })
  return all
}
