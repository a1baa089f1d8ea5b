import {
  type Actor,
  type AnyEvent,
  AppError,
  type CommandResult,
  type CommandType,
  commandCatalogue,
  definitionOf,
  deriveId,
  type FactName,
  type Facts,
  type Need,
  type NewEvent,
  parse,
  type Rights,
  snapshotOf,
} from '@orchestrator/domain'
import type { CommandReply, JsonObject, RunEvent } from '@orchestrator/sdk/runtime'
import type { Assumption } from '../outcome.ts'
import type { Row, RowFilter, Source } from '../source.ts'
import { decide, KnownFacts } from './decide.ts'
import type { LastNumbers } from './last-numbers.ts'
import { type Loader, loadNeeds } from './load-needs.ts'
import { afterEvent, rowAt } from './past.ts'
import { Rows } from './rows.ts'
import type { SharedRows } from './shared-rows.ts'

/** What all runs of a simulation share. */
export interface Shared {
  readonly source: Source
  readonly rows: SharedRows
  readonly numbers: LastNumbers
}

export interface NamedCommand {
  readonly id: string
  readonly type: string
  readonly data: unknown
}

/** Kinds whose rows change all the time: they are read as they were. All others are read as they are. */
const remembered = new Set([
  ...['task', 'project', 'comment', 'cycle', 'milestone', 'time_entry', 'approval', 'task_relation'],
  ...['series', 'template', 'template_application'],
])

/** The workspace as one run sees it: as it was at its event, changed by what the run does and by what others did since. */
export class World {
  /** What the run would have told. */
  readonly log: RunEvent[] = []
  readonly assumed = new Set<Assumption>()
  readonly #rows = new Rows()
  /** How far each row is known. */
  readonly #known = new Map<string, number>()
  readonly #numbers = new Map<string, { number: number; rank: string | null }>()
  readonly #facts = new KnownFacts()
  #causes: readonly string[] | undefined
  /** What tasks are called that a run with this id made in truth: others took numbers before it. */
  readonly #named = new Map<string, object>()
  readonly #shared: Shared
  readonly #trigger: AnyEvent
  readonly #actor: Actor
  readonly #scopes: readonly string[] | null
  readonly #now: () => number
  readonly #tookPlace: boolean
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: {
    readonly shared: Shared
    readonly trigger: AnyEvent
    readonly actor: Actor
    readonly scopes: readonly string[] | null
    readonly now: () => number
    /** The run took place. */
    readonly tookPlace: boolean
  }) {
    this.#shared = options.shared
    this.#trigger = options.trigger
    this.#actor = options.actor
    this.#scopes = options.scopes
    this.#now = options.now
    this.#tookPlace = options.tookPlace
    // What the event shows need not be looked for: it is the newest there is.
    const { type, id } = this.#trigger.subject
    const row = afterEvent(type, null, this.#trigger)
    if (remembered.has(type) && row !== undefined) this.#learn(type, id, row, this.#trigger.seq)
  }

  /** What the run itself did in truth: here it has not done it. */
  isOwn = ({ actor }: Pick<AnyEvent, 'actor' | 'type'>): boolean => actor.id === this.#actor.id

  async get(kind: string, id: string): Promise<Row | null> {
    await this.#byId(kind, [id])
    return this.#rows.of(kind).get(id) ?? null
  }

  /** The rows of a kind that the run has made or changed, or seen. */
  seen = (kind: string): ReadonlyMap<string, Row> => this.#rows.of(kind)

  /** All or nothing. @throws AppError */
  execute(commands: readonly NamedCommand[], as: Actor | null = this.#actor): Promise<readonly CommandReply[]> {
    // One after the other, also of a run that does several things side by side.
    const turn = this.#turn.then(() => this.#execute(commands, as))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #execute(commands: readonly NamedCommand[], as: Actor | null): Promise<readonly CommandReply[]> {
    const mark = this.#rows.mark()
    const numbers = structuredClone([...this.#numbers])
    const events: RunEvent[] = []
    try {
      const replies: CommandReply[] = []
      for (const command of commands) replies.push(await this.#decide(command, as, events))
      this.log.push(...events)
      return replies
    } catch (error) {
      this.#rows.rollBack(mark)
      this.#numbers.clear()
      for (const [project, known] of numbers) this.#numbers.set(project, known)
      throw error
    }
  }

  async #decide({ id: commandId, type, data }: NamedCommand, as: Actor | null, events: RunEvent[]) {
    if (!Object.hasOwn(commandCatalogue, type)) throw new AppError('invalid_input', `there is no command ${type}`)
    const definition = definitionOf(type as CommandType)
    const input = parse(definition.data, data, type)
    const actor = as ?? this.#actor
    const rights: Need[] = [
      { kind: 'member', ids: [actor.memberId] },
      { kind: 'project_member', by: { memberId: actor.memberId } },
    ]
    const loader = this.#loader(actor.memberId)
    await loadNeeds([...rights, ...definition.needs(input, commandId)], loader)
    if (this.#tookPlace && type === 'task.create') await this.#callAsInTruth(deriveId(commandId, 'task'))
    let asked = ''
    for (let round = 0; definition.more && round < 3; round++) {
      const more = definition.more(input, this.#loaded(), commandId)
      if (JSON.stringify(more) === asked) break
      asked = JSON.stringify(more)
      await loadNeeds(more, loader)
    }
    const result: CommandResult = decide(definition.decide, input, {
      rows: this.#rows,
      now: this.instant(),
      actor,
      commandId,
      rights: as === null ? null : this.#rights(actor),
      numbers: this.#numbers,
      facts: this.#facts,
      named: this.#named,
      causedBy: this.#causes ?? [],
      emit: (event) => void events.push(this.#placed(event, actor, commandId)),
    })
    const row = this.#rows.of(result.kind).get(result.id)
    return { ...result, entity: row ? (snapshotOf(row) as JsonObject) : null }
  }

  async #callAsInTruth(id: string): Promise<void> {
    const query = { after: this.#trigger.seq, limit: 1, subjectId: id, types: ['task.created'] }
    const [made] = (await this.#shared.source.events(query)).events as readonly (AnyEvent & { task?: Row })[]
    if (made?.task) this.#named.set(id, { number: made.task['number'], identifier: made.task['identifier'] })
  }

  #rights(actor: Actor): Rights {
    const member = this.#rows.of('member').get(actor.memberId)
    if (!member || member['removedAt'])
      throw new AppError('forbidden', 'the member for whom this acts is not in the workspace')
    const roles = [...this.#rows.of('project_member').values()].filter((one) => one['memberId'] === actor.memberId)
    const scopes = actor === this.#actor && this.#scopes ? new Set(this.#scopes) : null
    return {
      role: member['role'],
      projectRoles: new Map(roles.map((one) => [one['projectId'], one['role']])),
      scopes,
    } as unknown as Rights
  }

  #placed({ type, subject, projectId = null, data, id }: NewEvent & { id: string }, actor: Actor, commandId: string) {
    const { workspaceId, id: causationId, correlationId, depth, seq } = this.#trigger
    const envelope = { id, workspaceId, seq, type, subject, projectId, actor, commandId, causationId, correlationId }
    return { ...envelope, depth: depth + 1, occurredAt: this.instant(), ...data } as unknown as RunEvent
  }

  /** Something that others would have done: it is told, and the row is what the event shows. */
  tell(event: NewEvent, actor: Actor): void {
    const { type, id } = event.subject
    const placed = this.#placed({ ...event, id: deriveId(id, event.type, this.log.length) }, actor, id)
    const row = afterEvent(type, null, placed as unknown as AnyEvent)
    if (row !== undefined) this.#rows.learn(type, id, row)
    this.log.push(placed)
  }

  instant = (): string => new Date(this.#now()).toISOString()

  #loaded() {
    const all = (kind: string) => [...this.#rows.of(kind).values()]
    return {
      now: this.instant(),
      find: (kind: string, id: string | null | undefined) => (id ? this.#rows.of(kind).get(id) : undefined),
      findBy: (kind: string, match: object) =>
        all(kind).find((row) => Object.entries(match).every(([field, value]) => row[field] === value)),
      all,
    } as never
  }

  #loader(memberId: string): Loader {
    return {
      memberId,
      byId: (kind, ids) => this.#byId(kind, ids),
      byFields: (kind, by) => this.#byFields(kind, by),
      row: (kind, id) => this.#rows.of(kind).get(id),
      numbers: async (projectId) => {
        if (this.#numbers.has(projectId)) return
        this.#numbers.set(projectId, { ...(await this.#shared.numbers.at(projectId, this.#trigger.seq)) })
      },
      fact: async (name, id) => this.#facts.set(name, id, await this.#answers[name](id)),
      cause: async () => {
        this.#causes ??= await this.#readCauses()
      },
    }
  }

  async #byId(kind: string, ids: readonly string[]): Promise<void> {
    if (!remembered.has(kind)) {
      const unknown = ids.filter((id) => !this.#rows.knows(kind, id))
      if (unknown.length === 0) return
      const found = await this.#shared.rows.find(kind, { id: unknown })
      for (const id of unknown) this.#rows.learn(kind, id, found.find((row) => row.id === id) ?? null)
      return
    }
    for (const id of new Set(ids)) await this.#remember(kind, id)
  }

  async #byFields(kind: string, by: RowFilter): Promise<void> {
    const found = await this.#shared.rows.find(kind, by)
    for (const row of found) {
      if (remembered.has(kind)) await this.#remember(kind, row.id)
      else if (!this.#rows.knows(kind, row.id)) this.#rows.learn(kind, row.id, row)
    }
  }

  /** A row as it was at the run's event, with what others did to it until the present moment of the run. */
  async #remember(kind: string, id: string): Promise<void> {
    const { seq } = this.#trigger
    const key = `${kind} ${id}`
    if (!this.#rows.knows(kind, id)) {
      const past = await rowAt(this.#shared.source, kind, id, seq)
      if (!past.told) {
        const [now] = await this.#shared.rows.find(kind, { id: [id] })
        if (now && String(now['createdAt'] ?? '') <= this.#trigger.occurredAt) {
          this.assumed.add('unseen')
          return this.#learn(kind, id, now, seq)
        }
      }
      this.#learn(kind, id, past.row, seq)
    }
    if (this.#now() <= Date.parse(this.#trigger.occurredAt)) return
    for (let more = true; more; ) {
      const after = this.#known.get(key) ?? seq
      const page = await this.#shared.source.events({ after, limit: 200, subjectId: id })
      const now = this.instant()
      const past = page.events.filter(({ occurredAt }) => occurredAt <= now)
      for (const event of past) {
        this.#known.set(key, event.seq)
        if (this.isOwn(event)) continue
        const next = afterEvent(kind, this.#rows.of(kind).get(id) ?? null, event)
        if (next !== undefined) this.#rows.learn(kind, id, next)
      }
      more = past.length === page.events.length && !page.atHead
    }
  }

  #learn(kind: string, id: string, row: Row | null, seq: number): void {
    this.#rows.learn(kind, id, row)
    this.#known.set(`${kind} ${id}`, seq)
  }

  /** What a simulation makes of facts: nothing that the log does not tell keeps a run from what it does. */
  readonly #answers: { readonly [F in FactName]: (id: string) => Facts[F] | Promise<Facts[F]> } = {
    project_task_count: () => 0,
    state_task_count: () => 0,
    tag_task_count: () => 0,
    other_admin_count: () => 1,
    task_ancestors: (id) => this.#ancestors(id),
    task_followers: () => [],
    event_member: (id) => (id === this.#trigger.id ? [this.#trigger.actor.memberId] : []),
    open_retry_count: () => 0,
    run_requesters: () => [],
  }

  /** As the server does: the member behind the event, the one behind the first of its chain, and who asked for a run of it. */
  async #readCauses(): Promise<readonly string[]> {
    const { id, correlationId, actor } = this.#trigger
    const runId = actor.type === 'rule_run' || actor.type === 'playbook_run' ? actor.id : null
    const eventIds = correlationId === id ? [] : [correlationId]
    const others =
      runId === null && eventIds.length === 0 ? [] : await this.#shared.source.membersBehind({ eventIds, runId })
    return [...new Set([actor.memberId, ...others])]
  }

  async #ancestors(id: string): Promise<readonly string[]> {
    const found: string[] = []
    for (let at = await this.get('task', id); at !== null && found.length < 100; ) {
      const parent = at['parentId'] as string | null
      if (!parent || found.includes(parent)) return found
      found.push(parent)
      at = await this.get('task', parent)
    }
    return found
  }
}
