import { newId } from '@orchestrator/domain'
import { dueRuleWorkspaces, type Store, setRuleRunAside } from '@orchestrator/store'
import { inSpan } from '@orchestrator/telemetry'
import type { Logger } from 'pino'
import type { RefusedRun } from '../workflows/refused-rule-activities.ts'
import { RefusedRuns, type RuleRunner, type Turn } from './run-rules.ts'

/** Runs that share a transaction: enough to share its cost, few enough that other writers do not wait long. */
const together = 200
/** Transactions under way: of several workspaces, or one that gets ready while the one before it is written. */
const transactionsAtOnce = 2
/** Workspaces that one look at the database finds. */
const workspacesInLook = 1_000
const pauseAfterOutage = 1_000

export interface RuleDispatcherOptions {
  /** Logged in as the relay's own role. */
  readonly relayStore: Store
  readonly appStore: Store
  readonly runner: Pick<RuleRunner, 'run'>
  /** A run that the database refused was set aside. */
  readonly onRefused: (run: RefusedRun) => Promise<void>
  readonly logger: Logger
  readonly outagePauseMs?: number
}

/**
 * Runs rules that are done at once, as soon as they are due: what becomes due in a workspace while its last transaction is under way
 * shares the next, so transactions grow with the load and their cost is shared. Several processes may do so at once. What a process
 * did not get to when it ended is still `queued`, and found by the next look.
 */
export class RuleDispatcher {
  readonly #options: RuleDispatcherOptions
  readonly #outagePause: number
  /** Workspaces in which something is due, those that wait longest first. */
  readonly #due = new Set<string>()
  /** How many transactions of a workspace are under way. */
  readonly #underWay = new Map<string, number>()
  /** Workspaces with more due than one transaction takes: of these, one gets ready while the one before is written. */
  readonly #backlogs = new Set<string>()
  readonly #last = new Map<string, Turn['before']>()
  readonly #crew = new Set<Promise<void>>()
  /** Those of the crew that still look for work: one that found none and is about to leave does not count. */
  #working = 0
  #stopping = false

  constructor(options: RuleDispatcherOptions) {
    this.#options = options
    this.#outagePause = options.outagePauseMs ?? pauseAfterOutage
  }

  /** Rules of this workspace are due. */
  poke(workspaceId: string): void {
    if (this.#stopping) return
    this.#due.add(workspaceId)
    if (this.#working >= transactionsAtOnce || !this.#isNext(workspaceId)) return
    this.#working++
    const one: Promise<void> = Promise.resolve()
      .then(() => this.#work())
      .finally(() => this.#crew.delete(one))
    this.#crew.add(one)
  }

  /** Finds what nobody has told of. */
  async look(): Promise<void> {
    for (const workspaceId of await dueRuleWorkspaces(this.#options.relayStore, workspacesInLook))
      this.poke(workspaceId)
  }

  /** Ends after the transactions under way. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#crew)
  }

  /** One transaction a turn: a workspace with many goes to the end of the queue. */
  async #work(): Promise<void> {
    for (let next = this.#next(); next !== undefined && !this.#stopping; next = this.#next()) {
      this.#due.delete(next)
      await this.#turn(next)
    }
    this.#working--
  }

  #next(): string | undefined {
    for (const workspaceId of this.#due) if (this.#isNext(workspaceId)) return workspaceId
    return undefined
  }

  #isNext(workspaceId: string): boolean {
    const underWay = this.#underWay.get(workspaceId) ?? 0
    return underWay === 0 || (underWay < transactionsAtOnce && this.#backlogs.has(workspaceId))
  }

  async #turn(workspaceId: string): Promise<void> {
    const batchId = newId()
    const { promise: taken, resolve: onTaken } = Promise.withResolvers<void>()
    const turn = { before: this.#last.get(workspaceId), onTaken }
    const attributes = { 'orchestrator.workspace': workspaceId, 'orchestrator.batch': batchId }
    const done = inSpan('run rules', attributes, () => this.#together(workspaceId, batchId, together, turn))
    this.#last.set(workspaceId, { taken, done })
    this.#underWay.set(workspaceId, (this.#underWay.get(workspaceId) ?? 0) + 1)
    // More than one takes: the next gets ready meanwhile.
    if (this.#backlogs.has(workspaceId)) this.poke(workspaceId)
    try {
      const count = await done
      if (count === together) this.#backlogs.add(workspaceId)
      else this.#backlogs.delete(workspaceId)
      this.#ended(workspaceId)
      if (count === together) this.poke(workspaceId)
    } catch (error) {
      this.#backlogs.delete(workspaceId)
      this.#ended(workspaceId)
      this.#options.logger.warn({ err: error, workspaceId }, 'rules could not be run; they are tried again')
      setTimeout(() => this.poke(workspaceId), this.#outagePause).unref()
    }
  }

  #ended(workspaceId: string): void {
    const left = (this.#underWay.get(workspaceId) ?? 1) - 1
    if (left > 0) this.#underWay.set(workspaceId, left)
    else {
      this.#underWay.delete(workspaceId)
      this.#last.delete(workspaceId)
    }
  }

  /**
   * When the database refuses them together, halves are tried, until the one that it refuses stands alone and is set aside.
   * @returns how many were taken
   */
  async #together(
    workspaceId: string,
    batchId: string,
    wanted: readonly string[] | number,
    turn?: Turn,
  ): Promise<number> {
    try {
      return await this.#options.runner.run(workspaceId, batchId, wanted, turn)
    } catch (error) {
      // The database is away: all are tried again, and none of them is to blame.
      if (!(error instanceof RefusedRuns) || error.refusal.code === 'unavailable') throw error
      const { runIds } = error
      const [first] = runIds
      if (first === undefined) throw error
      if (runIds.length === 1) {
        await setRuleRunAside(this.#options.appStore, workspaceId, first, batchId)
        await this.#options.onRefused({ workspaceId, runId: first, batchId })
        return 1
      }
      const middle = Math.ceil(runIds.length / 2)
      const half = await this.#together(workspaceId, batchId, runIds.slice(0, middle))
      return half + (await this.#together(workspaceId, batchId, runIds.slice(middle)))
    }
  }
}
