import { dirtyWorkspaces, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { RecentEvents } from '../rules/recent-events.ts'
import { Matcher } from './matcher.ts'
import { WorkspaceRelay } from './workspace-round.ts'

export interface RelayOptions {
  /** Logged in as the relay's own role. */
  readonly store: Store
  readonly logger: Logger
  /** Where events are left for the rules that they start. */
  readonly recent: RecentEvents
  /** Rule runs are found and about to be committed, or have been. */
  readonly onRuleRuns: () => void
  /** Waits were matched. */
  readonly onWaits: () => void
}

/** Events of one workspace in one round: enough to be cheap, few enough that others get their turn. */
const eventsPerRound = 500
const workspacesAtOnce = 4
/** A poll finds what a lost notice would have told. */
const pollInterval = 500
/** A workspace keeps its mark for so long after its last event, so that a busy one is not marked and unmarked all the time. */
const quietTime = 250

/** Follows the logs of all workspaces and turns events into runs. Several processes may do so at once. */
export class Relay {
  readonly #options: RelayOptions
  readonly #matcher = new Matcher()
  readonly #workspaces = new Map<string, { relay: WorkspaceRelay; lastEvent: number }>()
  #wake: () => void = () => {}
  #woken = false
  #stopping = false
  #loop: Promise<void> = Promise.resolve()
  #unlisten: () => Promise<void> = async () => {}

  constructor(options: RelayOptions) {
    this.#options = options
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
    while (!this.#stopping) {
      this.#woken = false
      try {
        await this.#serveAll()
      } catch (error) {
        this.#options.logger.error({ err: error }, 'the relay could not read; it tries again')
        await new Promise((resolve) => setTimeout(resolve, 1_000))
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
    const dirty = await dirtyWorkspaces(this.#options.store, 1_000)
    const queue = [...dirty]
    const errors: unknown[] = []
    const serve = async () => {
      for (let next = queue.shift(); next && !this.#stopping; next = queue.shift()) {
        const more = await this.#serve(next.workspaceId, next.head).catch((error: unknown) => void errors.push(error))
        // One round a turn: a workspace with a long backlog goes to the end of the queue.
        if (more) queue.push(next)
      }
    }
    // All get their turn before an error ends the round: the next one must not meet this one still at work.
    await Promise.all(Array.from({ length: Math.min(workspacesAtOnce, queue.length) }, serve))
    if (errors.length > 0) throw errors[0]
  }

  /** @returns whether there may be more to read */
  async #serve(workspaceId: string, head: number): Promise<boolean> {
    const known = this.#known(workspaceId)
    if (known.relay.position >= head) {
      if (Date.now() - known.lastEvent > quietTime) await known.relay.clean()
      return false
    }
    const report = await known.relay.round(eventsPerRound, head)
    // Nothing past the cursor, or another process has the cursor now.
    if (!report) return false
    known.lastEvent = Date.now()
    if (report.ruleRuns > 0) this.#options.onRuleRuns()
    if (report.playbookRuns > 0) this.#options.store.announce('orchestrator_runs')
    if (report.waits > 0) this.#options.onWaits()
    return report.more
  }

  #known(workspaceId: string) {
    let known = this.#workspaces.get(workspaceId)
    if (!known) {
      const relay = new WorkspaceRelay({ ...this.#options, matcher: this.#matcher, workspaceId })
      this.#workspaces.set(workspaceId, (known = { relay, lastEvent: Date.now() }))
    }
    return known
  }
}
