import type { AnyEvent } from '@orchestrator/domain'
import {
  cameInTime,
  cleanWorkspace,
  cursorOf,
  definitionIn,
  ensureCursor,
  type LeavingTrigger,
  type MatchedWait,
  type NewRun,
  type Round,
  type RoundResult,
  relayRound,
  type Store,
  type Tx,
  type Wait,
} from '@orchestrator/store'
import type { RecentEvents } from '../rules/recent-events.ts'
import { isBatched, newRun } from './automations.ts'
import { flowKeysOf } from './flow-keys.ts'
import { learnPace, releasePace } from './learn-pace.ts'
import type { Matcher } from './matcher.ts'
import { Pace } from './pace.ts'
import { requestedRuns } from './requested-runs.ts'
import { traceMatches } from './trace-matches.ts'
import { WorkspaceView } from './workspace-view.ts'

/** What a round came to. */
export interface RoundReport {
  readonly events: number
  readonly ruleRuns: number
  /** Runs that get a workflow of their own. */
  readonly ownRuns: number
  /** Runs without one that are advanced. */
  readonly steppedRuns: number
  /** The gate has something to look at. */
  readonly held: boolean
  readonly waits: number
  /** Some triggers are asked in the slow lane, which now may read as far. */
  readonly lagging: boolean
  /** There may be more to read. */
  readonly more: boolean
}

/** The relay's rounds of one workspace. */
export class WorkspaceRelay {
  readonly #store: Store
  readonly #workspaceId: string
  readonly #recent: RecentEvents
  readonly #view: WorkspaceView
  readonly #pace = new Pace()
  /** The cursor at which the view holds; -1: nothing is known. */
  #cursor = -1
  #position = -1

  constructor(options: {
    store: Store
    matcher: Matcher
    recent: RecentEvents
    workspaceId: string
  }) {
    this.#store = options.store
    this.#recent = options.recent
    this.#workspaceId = options.workspaceId
    this.#view = new WorkspaceView(options.matcher, options.workspaceId)
  }

  /** How far the log was read, as far as this process knows. */
  get position(): number {
    return this.#position
  }

  /** The waits that are known here; some may be over. */
  get waits(): Iterable<Wait> {
    return this.#view.waits
  }

  /**
   * @param head of the log, as known before the round
   * @returns null: there is nothing to read; `taken`: somebody else has the cursor at this moment
   */
  async round(most: number, head: number): Promise<RoundReport | null | 'taken'> {
    if (this.#cursor < 0) await ensureCursor(this.#store, this.#workspaceId)
    const startedAt = new Date()
    let result: RoundResult = { runs: [], waits: [], leaving: [] }
    try {
      const moved = await relayRound(
        this.#store,
        this.#workspaceId,
        { most, lastWait: this.#view.lastWait },
        async (round, tx) => {
          result = await this.#match(round, tx)
          this.#handOver(round.events, result.runs)
          return result
        },
      )
      if (!moved) {
        if (this.#position < 0) this.#position = await cursorOf(this.#store, this.#workspaceId)
        return 'taken'
      }
      if (moved.events === 0) {
        // Up to the head lies nothing past the cursor, but perhaps the hole that a restore declared.
        this.#position = head
        return null
      }
      this.#cursor = this.#position = moved.cursor
      for (const { id } of result.waits) this.#view.forget(this.#view.wait(id))
      traceMatches(this.#store, this.#workspaceId, result.runs, startedAt)
      const queued = (isSo: (run: NewRun) => boolean) =>
        result.runs.filter((run) => run.status === 'queued' && isSo(run)).length
      return {
        events: moved.events,
        ruleRuns: queued(isBatched),
        ownRuns: queued((run) => !isBatched(run) && !run.stepped),
        steppedRuns: queued((run) => run.stepped),
        held: moved.woken || result.runs.some((run) => run.status === 'held'),
        waits: result.waits.length,
        lagging: this.#view.lags,
        more: moved.events === most,
      }
    } catch (error) {
      // What was learned in a transaction that did not commit may not be so.
      this.#cursor = this.#position = -1
      throw error
    }
  }

  /** The wait is over. */
  forget(wait: Wait): void {
    this.#view.forget(wait)
  }

  clean(): Promise<void> {
    return cleanWorkspace(this.#store, this.#workspaceId, this.#position)
  }

  #handOver(events: readonly AnyEvent[], runs: readonly NewRun[]): void {
    const due = runs.filter((run) => isBatched(run) && run.status === 'queued')
    const uses = Map.groupBy(due, (run) => run.eventId)
    for (const event of events) {
      const wanted = uses.get(event.id)
      if (wanted) this.#recent.keep(event, wanted.length)
    }
  }

  async #match({ cursor, events, newWaits, lagging }: Round, tx: Tx): Promise<RoundResult> {
    const view = this.#view
    if (cursor !== this.#cursor) {
      await Promise.all([view.learn(tx, cursor, lagging), learnPace(this.#pace, tx, this.#workspaceId)])
    } else view.lag(lagging)
    await releasePace(this.#pace, tx, this.#workspaceId)
    view.addWaits(newWaits)
    const runs = new Map<string, NewRun>()
    const waits = new Map<string, MatchedWait>()
    const leaving: LeavingTrigger[] = []
    for (const event of events)
      if (event.type === 'workspace.updated' && 'workspace' in event) this.#pace.most = event.workspace.maxRunsPerMinute
    // Up to each event that changes an automation, the versions before it are in force.
    for (let from = 0; from < events.length; ) {
      const change = events.findIndex((event, index) => index >= from && definitionIn(event) !== undefined)
      const to = change < 0 ? events.length : change + 1
      const segment = events.slice(from, to)
      const { met, slow } = await view.match(segment)
      // Whose condition took too long for one of these events, of that nothing is known for any of them.
      const asked = (segment[0]?.seq ?? 1) - 1
      for (const trigger of view.leave(slow)) leaving.push({ ...trigger, seq: asked })
      for (const [index, keys] of met.entries()) this.#take(segment[index] as AnyEvent, keys, runs, waits)
      for (const run of await requestedRuns(tx, segment, (id) => view.definition(id)))
        if (!runs.has(run.id)) runs.set(run.id, this.#paced(run, segment))
      const changing = change < 0 ? undefined : events[change]
      if (changing) this.#apply(changing)
      from = to
    }
    return { runs: [...runs.values()], waits: [...waits.values()], leaving }
  }

  /** People who ask for a thousand retries at once are not to start more than the automation may. */
  #paced(run: NewRun, events: readonly AnyEvent[]): NewRun {
    const definition = this.#view.definition(run.automationId)
    const request = events.find(({ seq }) => seq === run.requestSeq)
    return definition && request ? this.#pace.count(run, definition, request) : run
  }

  #apply(event: AnyEvent): void {
    const { automationId } = definitionIn(event) ?? { automationId: '' }
    const before = this.#view.definition(automationId)
    this.#view.apply(event)
    // Those that were held go first, also when nothing limits the automation any more.
    if (before && flowKeysOf(before, event)) this.#pace.hold(automationId)
  }

  #take(event: AnyEvent, keys: readonly string[], runs: Map<string, NewRun>, waits: Map<string, MatchedWait>): void {
    for (const key of keys) {
      const [kind, id = '', n] = key.split('/')
      if (kind === 'automation') {
        const definition = this.#view.definition(id)
        const run = definition && newRun(definition, event)
        if (run && !runs.has(run.id)) runs.set(run.id, this.#pace.count(run, definition, event))
      } else if (!waits.has(id)) {
        const wait = this.#view.wait(id)
        const source = wait?.sources[Number(n)]
        if (source && event.seq > source.afterSeq && cameInTime(wait, event))
          waits.set(id, { id, seq: event.seq, key: source.key, error: null })
      }
    }
  }
}
