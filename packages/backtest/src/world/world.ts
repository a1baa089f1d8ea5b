import {
  type Actor,
  type AnyEvent,
  AppError,
  type CommandResult,
  type CommandType,
  commandCatalogue,
  definitionOf,
  deriveId,
  type Need,
  type NewEvent,
  parse,
  type Rights,
  snapshotOf,
} from '@orchestrator/domain'
import type { CommandReply, JsonObject, RunEvent } from '@orchestrator/sdk/runtime'
import type { Assumption } from '../outcome.ts'
import type { Row, Source } from '../source.ts'
import { askWorld, decide, type LastNumber } from './decide.ts'
import { factsOf, loadAncestors } from './facts.ts'
import type { LastNumbers } from './last-numbers.ts'
import { type Loader, loadNeeds } from './load-needs.ts'
import { afterEvent } from './past.ts'
import { PastRows } from './past-rows.ts'
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

/** The workspace as one run sees it: as it was at its event, changed by what the run does and by what others did since. */
export class World {
  /** What the run would have told. */
  readonly log: RunEvent[] = []
  readonly assumed = new Set<Assumption>()
  readonly #rows = new Rows()
  readonly #past: PastRows
  readonly #numbers = new Map<string, LastNumber>()
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
    this.#past = new PastRows({
      ...{ source: options.shared.source, shared: options.shared.rows, rows: this.#rows },
      ...{ trigger: options.trigger, assumed: this.assumed, now: options.now, isOwn: this.isOwn },
    })
  }

  /** What the run itself did in truth: here it has not done it. */
  isOwn = ({ actor }: Pick<AnyEvent, 'actor' | 'type'>): boolean => actor.id === this.#actor.id

  async get(kind: string, id: string): Promise<Row | null> {
    await this.#past.byId(kind, [id])
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
      const more = definition.more(input, { now: this.instant(), ...askWorld(this.#rows) }, commandId)
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
      facts: factsOf(this.#rows, this.#trigger),
      named: this.#named,
      causedBy: this.#causes ?? [],
      depth: Number(this.#trigger.depth) + 1,
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

  #loader(memberId: string): Loader {
    return {
      memberId,
      byId: (kind, ids) => this.#past.byId(kind, ids),
      byFields: (kind, by) => this.#past.byFields(kind, by),
      row: (kind, id) => this.#rows.of(kind).get(id),
      numbers: async (projectId) => {
        if (this.#numbers.has(projectId)) return
        this.#numbers.set(projectId, { ...(await this.#shared.numbers.at(projectId, this.#trigger.seq)) })
      },
      fact: async (name, id) => {
        if (name === 'task_ancestors') await loadAncestors(id, this.#rows, (kind, ids) => this.#past.byId(kind, ids))
      },
      cause: async () => {
        this.#causes ??= await this.#readCauses()
      },
    }
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
}
