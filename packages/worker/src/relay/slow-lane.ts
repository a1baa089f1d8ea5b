import type { AnyEvent } from '@orchestrator/domain'
import {
  endLagging,
  type LaggingTrigger,
  laggingTriggersEverywhere,
  laggingTurn,
  type MatchedWait,
  type NewRun,
  type Store,
  type Turn,
} from '@orchestrator/store'
import type { Logger } from 'pino'
import { FailuresInARow } from '../failures-in-a-row.ts'
import { askEach } from './ask-each.ts'
import { isBatched } from './automations.ts'
import { type LaggingTarget, laggingName, loadTarget } from './lagging-target.ts'
import { learnPace } from './learn-pace.ts'
import { Matcher } from './matcher.ts'
import { Pace } from './pace.ts'
import { tellOwner } from './tell-owner.ts'
import { traceMatches } from './trace-matches.ts'

export interface SlowLaneOptions {
  /** Logged in as the relay's own role. */
  readonly store: Store
  /** By which owners are told. */
  readonly app: Store
  readonly logger: Logger
  /** Rule runs were found. */
  readonly onRuleRuns: (workspaceId: string) => void
  /** Waits came to their end. */
  readonly onWaits: () => void
}

type Lagging = LaggingTrigger & { readonly workspaceId: string }

/** When a lagging trigger may have its next turn. */
interface Rest {
  readonly turnAt: number
  readonly until: number
  /** It had nothing to do: it has no turn before something was passed in the main lane, or a poll. */
  asleep: boolean
}

const eventsATurn = 100
/** A turn ends with the evaluation under which it reaches this, in milliseconds. */
const turnTime = 200
/** A trigger rests so many times as long as its turn took: one that is always too slow costs a fifth of a processor. */
const restFactor = 4
/** On a busy machine a turn takes longer than it works: more rest than this it never needs. */
const longestRest = 2_000
const pollInterval = 1_000
/** On however busy a machine, an evaluation has ended by then; nobody but the lane waits for it. */
const patience = 60_000

/**
 * Asks the triggers whose conditions took too long in the main lane, or may when a wait looks back, one event at a time, until
 * they have caught up. Here it is found out for which event a condition takes too long: that one is left out, visibly, and no
 * other. One trigger has its turn after the other, first those of the workspace that had none for longest, and the lane rests
 * as long as it works.
 */
export class SlowLane {
  readonly #options: SlowLaneOptions
  readonly #matcher = new Matcher(patience)
  #rests = new Map<string, Rest>()
  #wake: () => void = () => {}
  #endRest: () => void = () => {}
  #woken = false
  #stopping = false
  #loop: Promise<void> = Promise.resolve()

  constructor(options: SlowLaneOptions) {
    this.#options = options
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** A lagging trigger may have more to look at. */
  poke(): void {
    for (const rest of this.#rests.values()) rest.asleep = false
    this.#woken = true
    this.#wake()
  }

  /** Ends after the turn under way. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#endRest()
    await this.#loop
    await this.#matcher.close()
  }

  async #run(): Promise<void> {
    const failures = new FailuresInARow(this.#options.logger, 'the slow lane')
    while (!this.#stopping) {
      this.#woken = false
      try {
        const lagging = await laggingTriggersEverywhere(this.#options.store, 1_000)
        if (lagging.length === 0) await this.#matcher.close()
        const next = this.#choose(lagging)
        const restMs = next && (await this.#serve(next))
        failures.end()
        if (restMs !== undefined) await this.#rest(restMs)
        else await this.#idle()
      } catch (error) {
        failures.add(error)
        await this.#rest(pollInterval)
      }
    }
  }

  #choose(lagging: readonly Lagging[]): Lagging | undefined {
    const now = performance.now()
    const served = new Map<string, number>()
    this.#rests = new Map(
      lagging.flatMap((trigger) => {
        const rest = this.#rests.get(laggingName(trigger))
        if (!rest) return []
        served.set(trigger.workspaceId, Math.max(rest.turnAt, served.get(trigger.workspaceId) ?? 0))
        return [[laggingName(trigger), rest]]
      }),
    )
    const turnAt = (trigger: Lagging) => this.#rests.get(laggingName(trigger))?.turnAt ?? 0
    const servedAt = ({ workspaceId }: Lagging) => served.get(workspaceId) ?? 0
    return lagging
      .filter((trigger) => dueAt(this.#rests.get(laggingName(trigger))) <= now)
      .sort((one, other) => servedAt(one) - servedAt(other) || turnAt(one) - turnAt(other))[0]
  }

  /** @returns for how long the lane is to rest, in milliseconds */
  async #serve(trigger: Lagging): Promise<number> {
    const turnAt = performance.now()
    let rest = longestRest
    let turn: Turn | null = null
    try {
      turn = await this.#turn(trigger)
      rest = Math.min(restFactor * (performance.now() - turnAt), longestRest)
    } catch (error) {
      const { workspaceId, kind, id } = trigger
      const message = 'a lagging trigger could not be asked; it is tried again'
      this.#options.logger.error({ err: error, workspaceId, kind, id }, message)
    }
    this.#rests.set(laggingName(trigger), { turnAt, until: performance.now() + rest, asleep: turn === null })
    return rest / restFactor
  }

  async #turn(trigger: Lagging): Promise<Turn | null> {
    const { store } = this.#options
    const { workspaceId } = trigger
    const startedAt = new Date()
    const pace = new Pace()
    await store.read(workspaceId, (tx) => learnPace(pace, tx, workspaceId))
    const target = await loadTarget(store, workspaceId, trigger, pace)
    if (!target) {
      await store.write(workspaceId, (tx) => endLagging(tx, workspaceId, trigger))
      return null
    }
    const turn = await laggingTurn(store, workspaceId, trigger, { types: target.types, most: eventsATurn }, (events) =>
      this.#ask(target, events),
    )
    const queued = (batched: boolean) => turn?.runs.some((run) => isBatched(run) === batched && run.status === 'queued')
    if (queued(true)) this.#options.onRuleRuns(workspaceId)
    if (queued(false)) store.announce('orchestrator_runs')
    if (turn?.runs.some(({ status }) => status === 'held')) store.announce('orchestrator_flow')
    if (turn && turn.waits.length > 0) this.#options.onWaits()
    traceMatches(store, workspaceId, turn?.runs ?? [], startedAt)
    return turn
  }

  async #ask(target: LaggingTarget, events: readonly AnyEvent[]): Promise<Turn> {
    const started = performance.now()
    const runs: NewRun[] = []
    const waits: MatchedWait[] = []
    let [seq, slow] = [0, false]
    for await (const asked of askEach(this.#matcher, events, target.entriesFor)) {
      seq = asked.event.seq
      slow = asked.slow
      const outcome = target.outcome(asked)
      if (outcome && 'wait' in outcome) waits.push(outcome.wait)
      else if (outcome) {
        runs.push(outcome.run)
        const { error } = outcome.run
        if (error?.code === 'condition_too_slow')
          await tellOwner(this.#options, asked.event.workspaceId, outcome.run, {
            cause: 'slow_condition',
            slowSeq: seq,
            reason: error.message,
          })
      }
      if (waits.length > 0 || this.#stopping || performance.now() - started > turnTime) break
    }
    return { seq, slow, runs, waits }
  }

  /** Until a trigger has rested, a poke, or a poll. */
  async #idle(): Promise<void> {
    if (this.#woken) return
    const next = Math.min(...[...this.#rests.values()].map(dueAt)) - performance.now()
    const idle = this.#rest(Math.min(Math.max(next, 1), pollInterval))
    this.#wake = this.#endRest
    await idle
    this.#wake = () => {}
  }

  /** Whatever there is to do, others have the processor meanwhile. */
  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#endRest = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

const dueAt = (rest: Rest | undefined): number => (rest ? rest.until + (rest.asleep ? pollInterval : 0) : 0)
