import { dirtyWorkspaces, endedWaits, type Store, type Wait } from '@orchestrator/store'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'
import { FailuresInARow } from '../failures-in-a-row.ts'
import type { RecentEvents } from '../rules/recent-events.ts'
import { Matcher } from './matcher.ts'
import { WorkspaceRelay } from './workspace-round.ts'

export interface RelayOptions {
  /** Logged in as the relay's own role. */
  readonly store: Store
  readonly logger: Logger
  /** Where events are left for the rules that they start. */
  readonly recent: RecentEvents
  /** Rules of this workspace are due. */
  readonly onRuleRuns: (workspaceId: string) => void
  /** Waits were matched. */
  readonly onWaits: () => void
  /** Runs that are advanced may begin. */
  readonly onSteppedRuns?: () => void
  /** Held runs were found, or those that are held may go on. */
  readonly onHeld: () => void
  /** A round of a workspace has read on. */
  readonly onRead?: (workspaceId: string) => void
  /** A round has passed events which lagging triggers may look for. */
  readonly onLagging: () => void
  /** A log that could not be read is tried again after so long. */
  readonly failurePauseMs?: number
}

/** Events of one workspace in one round: enough to be cheap, few enough that others get their turn. */
const eventsPerRound = 500
const workspacesAtOnce = 4
/** A poll finds what a lost notice would have told. */
const pollInterval = 500
/** A workspace keeps its mark for so long after its last event, so that a busy one is not marked and unmarked all the time. */
const quietTime = 250

const standardFailurePause = 1_000

/** A cursor that somebody else had a moment ago is tried again after so long; twice as long each time. */
const firstRetry = 4

const waitsPerSweep = 2_000

interface KnownWorkspace {
  readonly relay: WorkspaceRelay
  lastEvent: number
  retryAfter: number
  /** Its log could not be read just now, and is not tried before. */
  notBefore: number
}

/** Follows the logs of all workspaces and turns events into runs. Several processes may do so at once. */
export class Relay {
  readonly #options: RelayOptions
  readonly #failurePause: number
  readonly #matcher = new Matcher()
  readonly #workspaces = new Map<string, KnownWorkspace>()
  #unswept = this.#allWaits()
  #wake: () => void = () => {}
  #woken = false
  #stopping = false
  #loop: Promise<void> = Promise.resolve()
  #unlisten: () => Promise<void> = async () => {}

  constructor(options: RelayOptions) {
    this.#options = options
    this.#failurePause = options.failurePauseMs ?? standardFailurePause
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#options.store.listen('orchestrator_events', () => this.#poke())
    this.#loop = this.#run()
  }

  /** Ends after the rounds under way. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#poke()
    await this.#loop
    await this.#unlisten().catch(() => {})
    await this.#matcher.close()
  }

  #poke(): void {
    this.#woken = true
    this.#wake()
  }

  async #run(): Promise<void> {
    const failures = new FailuresInARow(this.#options.logger, 'the reading of logs')
    while (!this.#stopping) {
      this.#woken = false
      try {
        await this.#serveAll()
        failures.end()
      } catch (error) {
        failures.add(error)
        await new Promise((resolve) => setTimeout(resolve, this.#failurePause))
      }
      if (!this.#woken && !this.#stopping) await this.#idle()
    }
  }

  #idle(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollInterval)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #serveAll(): Promise<void> {
    const queue = [...(await dirtyWorkspaces(this.#options.store, 1_000))]
    await eachAtOnce(queue, workspacesAtOnce, async (next) => {
      if (this.#stopping) return
      const more = await this.#serve(next.workspaceId, next.head).catch((error: unknown) =>
        this.#putOff(next.workspaceId, error),
      )
      // One round a turn: a workspace with a long backlog goes to the end of the queue.
      if (more) queue.push(next)
    })
  }

  /** Whatever is wrong with a log: those of others are read on. */
  #putOff(workspaceId: string, error: unknown): false {
    this.#options.logger.error({ err: error, workspaceId }, 'the relay could not read a log; it tries again')
    this.#known(workspaceId).notBefore = Date.now() + this.#failurePause
    setTimeout(() => this.#poke(), this.#failurePause).unref()
    return false
  }

  /** @returns whether there may be more to read */
  async #serve(workspaceId: string, head: number): Promise<boolean> {
    const known = this.#known(workspaceId)
    if (known.notBefore > Date.now()) return false
    if (known.relay.position >= head) {
      if (Date.now() - known.lastEvent > quietTime) await known.relay.clean()
      return false
    }
    const report = await known.relay.round(eventsPerRound, head)
    if (report === 'taken') {
      setTimeout(() => this.#poke(), known.retryAfter).unref()
      known.retryAfter = Math.min(2 * known.retryAfter, pollInterval)
      return false
    }
    known.retryAfter = firstRetry
    // Nothing past the cursor.
    if (!report) return false
    known.lastEvent = Date.now()
    if (report.ruleRuns > 0) this.#options.onRuleRuns(workspaceId)
    this.#options.onRead?.(workspaceId)
    if (report.ownRuns > 0) this.#options.store.announce('orchestrator_runs')
    if (report.steppedRuns > 0) this.#options.onSteppedRuns?.()
    if (report.held) this.#options.onHeld()
    if (report.waits > 0) this.#options.onWaits()
    if (report.lagging) this.#options.onLagging()
    return report.more
  }

  /**
   * Forgets waits that are over, some at a time: nobody tells of one that was cancelled, or whose time came.
   * @returns how many
   */
  async forgetEndedWaits(): Promise<number> {
    const some: { relay: WorkspaceRelay; wait: Wait }[] = []
    while (some.length < waitsPerSweep) {
      const next = this.#unswept.next()
      if (!next.done) some.push(next.value)
      else {
        this.#unswept = this.#allWaits()
        break
      }
    }
    if (some.length === 0) return 0
    const nameOf = ({ workspaceId, ord }: Pick<Wait, 'workspaceId' | 'ord'>) => `${workspaceId} ${ord}`
    const ended = await endedWaits(
      this.#options.store,
      some.map(({ wait }) => wait),
    )
    const names = new Set(ended.map(nameOf))
    for (const { relay, wait } of some) if (names.has(nameOf(wait))) relay.forget(wait)
    return ended.length
  }

  *#allWaits(): Generator<{ relay: WorkspaceRelay; wait: Wait }, void> {
    for (const { relay } of this.#workspaces.values()) for (const wait of relay.waits) yield { relay, wait }
  }

  #known(workspaceId: string) {
    let known = this.#workspaces.get(workspaceId)
    if (!known) {
      const relay = new WorkspaceRelay({ ...this.#options, matcher: this.#matcher, workspaceId })
      this.#workspaces.set(
        workspaceId,
        (known = { relay, lastEvent: Date.now(), retryAfter: firstRetry, notBefore: 0 }),
      )
    }
    return known
  }
}
