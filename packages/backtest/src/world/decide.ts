import {
  type Actor,
  askRights,
  askRows,
  type CommandContext,
  type CommandResult,
  changeRow,
  deriveId,
  type EntityKind,
  type FactName,
  type Facts,
  idTaken,
  type NewEvent,
  type Rights,
} from '@orchestrator/domain'
import type { Row } from '../source.ts'
import type { Rows } from './rows.ts'

/** The last number that was given out in a project, and its last rank. */
export interface LastNumber {
  number: number
  rank: string | null
}

/** What a decision may use beside rows. */
export interface Deciding {
  readonly rows: Rows
  readonly now: string
  readonly actor: Actor
  readonly commandId: string
  /** null: nobody asks for rights, as when time passes. */
  readonly rights: Rights | null
  readonly numbers: Map<string, LastNumber>
  readonly facts: { readonly [F in FactName]: (id: string) => Facts[F] }
  /** What tasks are called in truth, by their ids. */
  readonly named: ReadonlyMap<string, object>
  readonly causedBy: readonly string[]
  /** Of the run that acts. */
  readonly depth: number
  emit(event: NewEvent & { readonly id: string }, index: number): void
}

/** What decisions may ask of the rows that a run has seen or changed. */
export const askWorld = (rows: Rows) =>
  askRows({
    byId: (kind, id) => rows.of(kind).get(id as string) as never,
    all: (kind) => [...rows.of(kind).values()] as never[],
  })

/** Lets the server's own decision change a run's world. */
export function decide<T>(
  decision: (data: T, context: CommandContext) => CommandResult,
  data: T,
  deciding: Deciding,
): CommandResult {
  return decision(data, contextOf(deciding))
}

function contextOf({ rows, now, actor, commandId, rights, numbers, facts, ...more }: Deciding): CommandContext {
  const asked = askWorld(rows)
  const counted = (projectId: string) => {
    let known = numbers.get(projectId)
    if (!known) numbers.set(projectId, (known = { number: 0, rank: null }))
    return known
  }
  let emitted = 0
  let held: NewEvent[] | null = null
  const emit = (event: NewEvent) =>
    held ? void held.push(event) : more.emit({ ...event, id: deriveId(commandId, 'event', emitted) }, emitted++)
  return {
    now,
    commandId,
    actor,
    scopes: rights?.scopes ? [...rights.scopes] : null,
    depth: more.depth,
    ...askRights(rights),
    ...asked,
    isComing: () => false,
    insert(kind, row) {
      if (asked.find(kind, row.id)) throw idTaken(kind)
      // In place: the event that tells of it shows the same row.
      if (kind === 'task') Object.assign(row, more.named.get(row.id))
      const made = row as unknown as Row
      rows.change(kind, row.id, made)
      if (kind === 'task') counted(String(made['projectId'])).rank = String(made['rank'])
    },
    update(kind, id, patch, options) {
      const current = asked.get(kind, id) as unknown as Row
      const changed = changeRow({ current, patch, now, baseVersion: options?.baseVersion })
      if (changed.row) rows.change(kind, id, changed.row as Row)
      return changed.changes
    },
    remove: (kind: EntityKind, id) => rows.change(kind, asked.get(kind, id).id, null),
    takeNumber: (projectId) => ++counted(projectId).number,
    lastRank: (projectId) => counted(projectId).rank,
    fact: (name, id) => facts[name](id),
    causedBy: () => more.causedBy,
    emit,
    attempt(work) {
      const [mark, outer, told] = [rows.mark(), held, [] as NewEvent[]]
      const before = structuredClone(numbers)
      held = told
      try {
        const result = work()
        held = outer
        told.forEach(emit)
        return result
      } catch (error) {
        held = outer
        rows.rollBack(mark)
        for (const [projectId, number] of before) numbers.set(projectId, number)
        throw error
      }
    },
  }
}
