import {
  type Actor,
  AppError,
  ancestorsOf,
  askRights,
  askRows,
  type CommandContext,
  type CommandType,
  changeRow,
  commandCatalogue,
  commandIdOf,
  defaultStates,
  definitionOf,
  deriveId,
  type EntityKind,
  type FactName,
  type Facts,
  type FieldChange,
  type FieldVersions,
  idTaken,
  type Permission,
  parse,
  type Rights,
  snapshotKey,
  snapshotOf,
} from '@orchestrator/domain'
import { OrchestratorError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { CommandReply, RunEvent, RuntimeCommand, Step } from '../runtime/port.ts'
import { fakeEntity, fakeId, fakeStateId, fakeTime } from './fake.ts'

export type Row = Record<string, unknown> & { readonly id: string }

/** A workspace in memory. Commands are decided by the same code as on the server; only permissions of roles are not looked at, scopes are. */
export class World {
  readonly log: RunEvent[] = []
  #rows = new Map<string, Map<string, Row>>()
  #versions = new Map<string, FieldVersions>()
  readonly #now: () => number
  readonly #trigger: RunEvent
  readonly #runId: string
  readonly #actor: Actor
  readonly #scopes: ReadonlySet<Permission> | null
  readonly #appended: (event: RunEvent) => void

  constructor(options: {
    now: () => number
    trigger: RunEvent
    runId: string
    scopes: readonly string[] | null
    appended: (event: RunEvent) => void
  }) {
    this.#now = options.now
    this.#trigger = options.trigger
    this.#runId = options.runId
    this.#scopes = options.scopes && new Set(options.scopes as readonly Permission[])
    this.#appended = options.appended
    const memberId = (options.trigger['actor'] as Actor | undefined)?.memberId ?? fakeId()
    this.#actor = { type: 'playbook_run', id: options.runId, memberId }
    for (const [position, state] of defaultStates.entries()) {
      this.put('state', {
        ...state,
        id: fakeStateId(state.category),
        position,
        version: 1,
        createdAt: fakeTime,
        updatedAt: fakeTime,
      })
    }
  }

  rows(kind: string): Map<string, Row> {
    const known = this.#rows.get(kind) ?? new Map<string, Row>()
    this.#rows.set(kind, known)
    return known
  }

  put(kind: string, row: Row): void {
    this.rows(kind).set(row.id, row)
  }

  /** Puts in what an event from outside carries, so that the run finds it. */
  take(event: RunEvent): void {
    const kind = event.type.slice(0, event.type.indexOf('.'))
    for (const name of ['task', 'project', 'comment', 'cycle', 'milestone', 'time_entry'] as const) {
      const row = event[snapshotKey(name)] as Row | undefined
      if (!row) continue
      if (/\.(deleted|removed)$/.test(event.type) && name === kind) this.rows(name).delete(row.id)
      else this.put(name, { ...row })
      const projectId = row['projectId'] as string | undefined
      if (projectId && !this.rows('project').has(projectId))
        this.put('project', fakeEntity('project', { id: projectId }) as Row)
    }
  }

  /** Adds an event to the log, with its place and time. */
  append(
    event: Omit<RunEvent, 'seq' | 'occurredAt'> & {
      readonly type: string
      readonly id: string
      readonly workspaceId: string
    },
  ): RunEvent {
    const seq = (this.log.at(-1)?.seq ?? 0) + 1
    const placed: RunEvent = { ...event, seq, occurredAt: new Date(this.#now()).toISOString() }
    this.log.push(placed)
    this.#appended(placed)
    return placed
  }

  /** What the run does, all or nothing. @throws OrchestratorError */
  execute(step: Step, commands: readonly RuntimeCommand[]): readonly CommandReply[] {
    return this.#apply(commands, this.#actor, (index) => commandIdOf(this.#runId, step.n, index))
  }

  /** What a person or the passing time does meanwhile. @throws OrchestratorError */
  act(command: RuntimeCommand, memberId?: string): CommandReply {
    return this.actAs(memberId === undefined ? { ...this.#actor } : { type: 'user', id: memberId, memberId }, command)
  }

  /** @internal What somebody else does meanwhile. @throws OrchestratorError */
  actAs(actor: Actor, command: RuntimeCommand): CommandReply {
    const id = fakeId()
    return this.#apply([command], actor, () => id)[0] as CommandReply
  }

  #apply(commands: readonly RuntimeCommand[], actor: Actor, idOf: (index: number) => string): readonly CommandReply[] {
    const emitted: RunEvent[] = []
    try {
      return this.#attempt(emitted, () => {
        const replies = commands.map((command, index) => this.#decide(command, actor, idOf(index), emitted))
        for (const event of emitted) this.append(event)
        return replies
      })
    } catch (error) {
      throw error instanceof AppError
        ? new OrchestratorError(error.code, error.message, { fields: error.fields })
        : error
    }
  }

  /** Does what leaves nothing behind when it throws. */
  #attempt<T>(emitted: RunEvent[], work: () => T): T {
    const rows = new Map([...this.#rows].map(([kind, own]) => [kind, new Map(own)]))
    const [versions, told] = [structuredClone(this.#versions), emitted.length]
    try {
      return work()
    } catch (error) {
      this.#rows = rows
      this.#versions = versions
      emitted.length = told
      throw error
    }
  }

  #decide({ type, data }: RuntimeCommand, actor: Actor, commandId: string, emitted: RunEvent[]): CommandReply {
    if (!Object.hasOwn(commandCatalogue, type)) throw new AppError('invalid_input', `there is no command ${type}`)
    const definition = definitionOf(type as CommandType)
    const result = definition.decide(parse(definition.data, data, type), this.#context(actor, commandId, emitted))
    const row = this.#rows.get(result.kind)?.get(result.id)
    return { ...result, entity: row ? (snapshotOf(row) as JsonObject) : null }
  }

  #context(actor: Actor, commandId: string, emitted: RunEvent[]): CommandContext {
    const rows = askRows({
      byId: (kind, id) =>
        (this.#rows.get(kind)?.get(id as string) ?? (kind === 'member' ? member(id as string) : undefined)) as never,
      all: (kind) => [...(this.#rows.get(kind)?.values() ?? [])] as never[],
    })
    const now = new Date(this.#now()).toISOString()
    const { workspaceId, id: causationId } = this.#trigger
    const tasksOf = (projectId: string) => rows.all('task').filter((task) => task.projectId === projectId)
    const rights: Rights = {
      role: 'ADMIN',
      projectRoles: new Map(),
      scopes: actor === this.#actor ? this.#scopes : null,
    }
    const context = {
      now,
      commandId,
      actor,
      scopes: rights.scopes && [...rights.scopes],
      depth: Number(this.#trigger['depth'] ?? 0) + 1,
      ...askRights(rights, ", which the playbook's scopes leave out"),
      ...rows,
      isComing: () => false,
      insert: (kind: string, row: Row) => {
        if (kind !== 'member' && this.rows(kind).has(row.id)) throw idTaken(kind)
        this.put(kind, row)
      },
      update: (kind: string, id: string, patch: Record<string, unknown>, options?: { baseVersion?: number }) =>
        this.#update(kind, rows.get(kind as EntityKind, id) as unknown as Row, patch, now, options?.baseVersion),
      remove: (kind: string, id: string) => void this.rows(kind).delete(rows.get(kind as EntityKind, id).id),
      takeNumber: (projectId: string) => Math.max(0, ...tasksOf(projectId).map((task) => task.number)) + 1,
      lastRank: (projectId: string) =>
        tasksOf(projectId)
          .map((task) => task.rank)
          .sort()
          .at(-1) ?? null,
      fact: <F extends FactName>(name: F, id: string) => this.#facts[name](id),
      attempt: <T>(work: () => T) => this.#attempt(emitted, work),
      causedBy: () => (actor === this.#actor ? [this.#actor.memberId] : []),
      emit: (event: { type: string; subject: object; projectId?: string | null; data: object }) => {
        const envelope = {
          id: deriveId(commandId, 'event', emitted.length),
          workspaceId,
          type: event.type,
          subject: event.subject,
          projectId: event.projectId ?? null,
        }
        const origin = {
          actor,
          commandId,
          causationId,
          correlationId: this.#trigger['correlationId'],
          depth: Number(this.#trigger['depth'] ?? 0) + 1,
        }
        emitted.push({ ...envelope, ...origin, seq: 0, occurredAt: now, ...event.data })
      },
    }
    return context as unknown as CommandContext
  }

  #update(
    kind: string,
    row: Row,
    patch: Record<string, unknown>,
    now: string,
    baseVersion: number | undefined,
  ): Readonly<Record<string, FieldChange>> {
    const key = `${kind} ${row.id}`
    const changed = changeRow({ current: row, patch, now, fieldVersions: this.#versions.get(key), baseVersion })
    if (changed.row) this.put(kind, changed.row as Row)
    this.#versions.set(key, changed.fieldVersions)
    return changed.changes
  }

  #countTasks = (counts: (task: Row) => boolean): number => [...this.rows('task').values()].filter(counts).length

  /** Where a test has nothing to tell, nothing is in the way. */
  readonly #facts: { readonly [F in FactName]: (id: string) => Facts[F] } = {
    project_task_count: (id) => this.#countTasks((task) => task['projectId'] === id),
    state_task_count: (id) => this.#countTasks((task) => task['stateId'] === id),
    tag_task_count: (id) => this.#countTasks((task) => (task['tags'] as string[]).includes(id)),
    other_admin_count: () => 1,
    task_ancestors: (id) => ancestorsOf(id, (task) => this.rows('task').get(task)?.['parentId'] as string | null),
    task_followers: () => [],
    event_member: () => [],
    open_retry_count: () => 0,
    run_requesters: () => [],
  }
}

/** Any id is a member's: tests need not set up people. */
const member = (id: string): Row => ({
  id,
  name: 'A member',
  email: `${id}@example.com`,
  role: 'ADMIN',
  removedAt: null,
  version: 1,
  createdAt: fakeTime,
  updatedAt: fakeTime,
})
