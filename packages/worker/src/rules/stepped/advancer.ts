import {
  type ClaimedRun,
  claimDueRuns,
  type Definition,
  type EndingRun,
  endRuns,
  leaseRuns,
  nextRunWake,
  type Park,
  parkRuns,
  principalOf,
  type RunRecord,
  readRunRecords,
  type Store,
  toAppError,
} from '@orchestrator/store'
import { inSpan } from '@orchestrator/telemetry'
import type { Logger } from 'pino'
import { createRunCalls, type RunCalls } from '../../activities/run-calls.ts'
import { createRunContexts, type RunContext } from '../../activities/run-context.ts'
import { type Loop, startLoop } from '../../loop.ts'
import { traceOf } from '../../temporal/start-workflow.ts'
import { advanceRun } from './advance-run.ts'
import { GroupWriter } from './group-writer.ts'
import { Trouble } from './refused.ts'

export interface AdvancerOptions {
  /** Logged in as the relay's own role: it sees what is due in all workspaces. */
  readonly relay: Store
  readonly app: Store
  readonly logger: Logger
  readonly leaseMs?: number
}

/** Runs that are advanced at once, of all workspaces; one workspace leaves room for others. */
const atOnce = 100
const ofOneWorkspace = 60
/** With less room than this, more is waited for a moment: each look costs as much as several runs. */
const goodRoom = 25
const moment = 50
/** Finds what a lost notice would have told, and what a process that is gone had claimed. */
const longestRest = 1_000
const shortestRest = 10
const standardLease = 5_000
/** A run that could not be advanced is tried again after this, twice as long each time. */
const firstPause = 100
const longestPause = 60_000
/** As long as something is away, or not so far yet, which is nobody's fault. */
const outagePause = 1_000
/** From so many failures on its row says why it does not go on. */
const noted = 5

/**
 * Advances runs of rules that have no workflow: those that are due are claimed with a lease, taken as far as they come, and laid down
 * until they are due again. Several processes may do so at once; a run that two advance at once is still right, for whatever it does
 * is done once.
 */
export class Advancer {
  readonly #options: AdvancerOptions
  readonly #leaseMs: number
  readonly #calls: RunCalls
  readonly #contexts = new Map<string, RunContext>()
  readonly #definitions = new Map<string, Definition | null>()
  readonly #parking: GroupWriter<Park>
  readonly #ending: GroupWriter<EndingRun>
  readonly #underWay = new Map<string, ClaimedRun>()
  readonly #failures = new Map<string, number>()
  readonly #turns = new Set<Promise<void>>()
  #loop: Loop | undefined
  #renewal: NodeJS.Timeout | undefined
  #pokeSoon: NodeJS.Timeout | undefined
  #unlisten: () => Promise<void> = async () => {}

  constructor(options: AdvancerOptions) {
    this.#options = options
    this.#leaseMs = options.leaseMs ?? standardLease
    const { app } = options
    const others = createRunContexts(app)
    this.#calls = createRunCalls(app, async (ref) => this.#contexts.get(ref.runId) ?? others(ref))
    this.#parking = new GroupWriter((workspaceId, parks) => parkRuns(app, workspaceId, parks))
    this.#ending = new GroupWriter((workspaceId, ends) => endRuns(app, workspaceId, ends))
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#options.relay.listen('orchestrator_runs', () => this.poke())
    this.#renewal = setInterval(() => void this.#renew(), this.#leaseMs / 3)
    this.#loop = startLoop('taking runs that are due', longestRest, this.#options.logger, () => this.#round())
  }

  /** Something may be due. */
  poke(): void {
    clearTimeout(this.#pokeSoon)
    this.#pokeSoon = undefined
    this.#loop?.wake()
  }

  /** Ends after the turns under way. */
  async stop(): Promise<void> {
    await this.#loop?.stop()
    await Promise.all(this.#turns)
    clearInterval(this.#renewal)
    clearTimeout(this.#pokeSoon)
    await this.#unlisten().catch(() => {})
  }

  /** Takes what is due, as far as there is room. @returns after how many milliseconds to look again */
  async #round(): Promise<number> {
    const { relay } = this.#options
    const room = atOnce - this.#underWay.size
    // The end of a turn wakes.
    if (room <= 0) return longestRest
    const underWay = this.#countUnderWay()
    const given = await claimDueRuns(relay, { most: room, leaseMs: this.#leaseMs, share: ofOneWorkspace, underWay })
    // One that this process had for longer than its lease, since it stood still, is taken when that turn is over.
    const due = given.filter(({ id }) => !this.#underWay.has(id))
    for (const [workspaceId, claimed] of Map.groupBy(due, (run) => run.workspaceId)) {
      for (const run of claimed) this.#underWay.set(run.id, run)
      const turn = this.#take(workspaceId, claimed).finally(() => this.#turns.delete(turn))
      this.#turns.add(turn)
    }
    if (due.length > 0) return 0
    const busy = [...underWay].flatMap(([id, count]) => (count >= ofOneWorkspace ? id : []))
    // What is due and was not given is another process's at this moment.
    return Math.min(Math.max((await nextRunWake(relay, busy)) ?? longestRest, shortestRest), longestRest)
  }

  #countUnderWay(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { workspaceId } of this.#underWay.values()) counts.set(workspaceId, (counts.get(workspaceId) ?? 0) + 1)
    return counts
  }

  async #take(workspaceId: string, claimed: readonly ClaimedRun[]): Promise<void> {
    let records: readonly RunRecord[] = []
    try {
      records = await readRunRecords(this.#options.app, workspaceId, claimed, this.#definitions)
    } catch (error) {
      // One of which something cannot be read keeps no other waiting.
      if (claimed.length > 1 && toAppError(error).code !== 'unavailable')
        return void (await Promise.all(claimed.map((run) => this.#take(workspaceId, [run]))))
      await this.#putOff(claimed, error)
      for (const run of claimed) this.#done(run)
      return
    }
    const byId = new Map(records.map((record) => [record.run.id, record]))
    await Promise.all(
      claimed.map(async (run) => {
        const record = byId.get(run.id)
        // It has ended meanwhile.
        if (record) await this.#advance(run, record).catch((error: unknown) => this.#putOff([run], error))
        this.#done(run)
      }),
    )
  }

  async #advance(claimed: ClaimedRun, record: RunRecord): Promise<void> {
    const { app, logger } = this.#options
    const { run } = record
    const { workspaceId, id, claims, wakes } = claimed
    if (run.claims !== claims) return
    this.#contexts.set(id, { run, principal: principalOf(run) })
    const parent = await traceOf(app, run)
    const attributes = { 'orchestrator.run': id, 'orchestrator.automation': run.automationId }
    const turn = async () => {
      const { end, rest } = await advanceRun(record, this.#calls, logger)
      if (end) await this.#ending.write(workspaceId, { ...end, id, claims, traceparent: parent })
      else await this.#parking.write(workspaceId, { ...rest, id, claims, wakes })
    }
    await inSpan('advance rule', attributes, turn, parent)
    this.#failures.delete(id)
  }

  #done({ id }: ClaimedRun): void {
    this.#contexts.delete(id)
    this.#underWay.delete(id)
    if (atOnce - this.#underWay.size >= goodRoom) this.poke()
    else this.#pokeSoon ??= setTimeout(() => this.poke(), moment)
  }

  /** Lays runs down, to be tried again later: the longer, the more often it went wrong. Others go on meanwhile. */
  async #putOff(runs: readonly ClaimedRun[], error: unknown): Promise<void> {
    const cause = error instanceof Trouble ? error.cause : error
    const isAway = toAppError(cause).code === 'unavailable'
    for (const run of runs) {
      const failures = isAway ? 0 : this.#countFailure(run.id)
      const level = failures < noted ? 'debug' : 'warn'
      const told = { err: cause, runId: run.id, failures }
      this.#options.logger[level](told, 'a run of a rule could not go on; it is tried again')
      const pauseMs = isAway ? outagePause : Math.min(firstPause * 2 ** (failures - 1), longestPause)
      const message = `it does not go on: ${cause instanceof Error ? cause.message : String(cause)}; it is tried again`
      const park = {
        ...{ id: run.id, claims: run.claims, wakes: run.wakes },
        at: new Date(Date.now() + pauseMs).toISOString(),
        ...(failures >= noted && { error: { code: 'internal', message } as const }),
      }
      // While the database is away leases end by themselves.
      await this.#parking.write(run.workspaceId, park).catch(() => {})
    }
  }

  #countFailure(id: string): number {
    const failures = (this.#failures.get(id) ?? 0) + 1
    if (this.#failures.size > 10_000) this.#failures.clear()
    this.#failures.set(id, failures)
    return failures
  }

  async #renew(): Promise<void> {
    // Those whose pause has begun may be among them; they only wait a little longer.
    await leaseRuns(this.#options.relay, [...this.#underWay.values()], this.#leaseMs).catch(() => {})
  }
}
