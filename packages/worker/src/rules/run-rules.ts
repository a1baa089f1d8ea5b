import {
  type AnyEvent,
  AppError,
  type CompiledActions,
  compileActions,
  type ErrorJson,
  errorToJson,
} from '@orchestrator/domain'
import {
  definitionFrom,
  type EventRow,
  type ExecuteOutcome,
  endRuleRuns,
  executeGroup,
  expiredError,
  hasExpired,
  isAwaited,
  prepareRequest,
  principalOf,
  type RuleRunEnd,
  type Run,
  type Store,
  type Tx,
  takeRuleRun,
  takeRuleRuns,
  tellEnd,
  toAppError,
  toEvent,
} from '@orchestrator/store'
import type { OpenSpan } from '@orchestrator/telemetry'
import { notInLog } from './not-in-log.ts'
import { openRuleSpans } from './open-spans.ts'
import type { RecentEvents } from './recent-events.ts'

interface Draft {
  readonly run: Run
  readonly request: ReturnType<typeof prepareRequest> | null
  /** Why there is no request; null: it was cancelled before it began. */
  readonly error: unknown
  readonly expired?: true
}

/**
 * The place of a transaction among those of its workspace: it takes its runs after the one before has taken those of earlier events,
 * and looks at the workspace after that one has written.
 */
export interface Turn {
  readonly before: { readonly taken: Promise<unknown>; readonly done: Promise<unknown> } | undefined
  onTaken(): void
}

/** The database refused a transaction; none of its runs ran. */
export class RefusedRuns extends Error {
  override readonly name = 'RefusedRuns'
  readonly runIds: readonly string[]
  readonly refusal: AppError

  constructor(runIds: readonly string[], refusal: AppError) {
    super(refusal.message, { cause: refusal })
    this.runIds = runIds
    this.refusal = refusal
  }
}

/** Runs rules of one workspace for the events that matched them. All in one transaction; each has its own rights and its own end. */
export class RuleRunner {
  readonly #store: Store
  readonly #announce: () => void
  /** What a definition's seq stands for never changes. */
  readonly #actions = new Map<string, { ruleId: string; actions: CompiledActions }>()

  readonly #recent: RecentEvents
  readonly #onDeliveries: () => void

  /** @param onDeliveries rules have made some */
  constructor(store: Store, recent: RecentEvents, onDeliveries: () => void = () => {}) {
    this.#onDeliveries = onDeliveries
    this.#store = store
    this.#recent = recent
    this.#announce = () => store.announce('orchestrator_events')
  }

  /**
   * @param wanted these runs, or so many of those that are queued
   * @returns how many it found and ended
   * @throws RefusedRuns
   */
  async run(workspaceId: string, batchId: string, wanted: readonly string[] | number, turn?: Turn): Promise<number> {
    let drafts: readonly Draft[] = []
    let ends: readonly RuleRunEnd[] = []
    let spans: ReadonlyMap<string, OpenSpan> = new Map()
    const requests = async (tx: Tx) => {
      await turn?.before?.taken
      const runs = await takeRuleRuns(tx, workspaceId, wanted)
      turn?.onTaken()
      if (runs.length === 0) return null
      spans = await openRuleSpans(this.#store, workspaceId, runs)
      drafts = await this.#prepare(tx, workspaceId, runs, spans)
      await turn?.before?.done.catch(toOutage)
      return drafts.flatMap((draft) => draft.request ?? [])
    }
    const alongside = (tx: Tx) => [endRuleRuns(tx, workspaceId, batchId, ends, flowsOf(drafts.map(({ run }) => run)))]
    // Of those that succeed nothing is told: their effects are in the log.
    const afterwards = (outcomes: readonly ExecuteOutcome[]) => {
      ends = endsOf(drafts, outcomes)
      return drafts.flatMap(({ run }, n) => {
        const end = ends[n]
        return end?.status === 'failed' ? tellEnd(run, end, spans.get(run.id)?.traceparent) : []
      })
    }
    try {
      await executeGroup(this.#store.sql, workspaceId, requests, { alongside, afterwards })
    } catch (error) {
      for (const span of spans.values()) span.end({ failure: error })
      const runIds = drafts.map(({ run }) => run.id)
      throw new RefusedRuns(runIds, toAppError(error))
    } finally {
      turn?.onTaken()
    }
    for (const { id, error } of ends) spans.get(id)?.end(error === null ? {} : { failure: error })
    if (drafts.length > 0) this.#announce()
    if (drafts.some(({ run }) => isAwaited(run))) this.#store.announce('orchestrator_flow')
    if (drafts.some(({ request }) => request?.prepared.some(({ type }) => type === 'delivery.create')))
      this.#onDeliveries()
    return drafts.length
  }

  /** Ends a run that could not be run at all. */
  async fail(workspaceId: string, batchId: string, runId: string, error: ErrorJson): Promise<void> {
    const end = { id: runId, status: 'failed', error, result: null } as const
    let run: Run | undefined
    const requests = async (tx: Tx) => {
      run = await takeRuleRun(tx, workspaceId, runId)
      return run ? [] : null
    }
    await executeGroup(this.#store.sql, workspaceId, requests, {
      alongside: (tx) => [endRuleRuns(tx, workspaceId, batchId, [end], run ? flowsOf([run]) : [])],
      afterwards: () => (run ? tellEnd(run, end) : []),
    })
    if (run) this.#announce()
    if (run && isAwaited(run)) this.#store.announce('orchestrator_flow')
  }

  async #prepare(
    tx: Tx,
    workspaceId: string,
    runs: readonly Run[],
    spans: ReadonlyMap<string, OpenSpan>,
  ): Promise<Draft[]> {
    const events = await this.#eventsOf(tx, workspaceId, runs)
    return Promise.all(
      runs.map(async (run): Promise<Draft> => {
        if (run.cancelRequestedAt !== null) return { run, request: null, error: null }
        if (hasExpired(run)) return { run, request: null, error: null, expired: true }
        try {
          const event = events.get(run.eventSeq)
          const known = await this.#actionsOf(tx, workspaceId, run)
          if (!event || !known) throw notInLog()
          const commands = known.actions(event, run.id)
          const step = { runId: run.id, step: 0, name: 'actions', each: true }
          const traceparent = spans.get(run.id)?.traceparent
          const request = { principal: principalOf(run), commands, step, ruleId: known.ruleId, traceparent }
          return { run, request: prepareRequest(request), error: null }
        } catch (error) {
          return { run, request: null, error }
        }
      }),
    )
  }

  /** The relay in this process has just had most of them in its hands. */
  async #eventsOf(tx: Tx, workspaceId: string, runs: readonly Run[]): Promise<ReadonlyMap<number, AnyEvent>> {
    const found = new Map<number, AnyEvent>()
    const missing: number[] = []
    for (const { eventSeq, eventId } of runs) {
      const event = this.#recent.take(eventId)
      if (event) found.set(eventSeq, event)
      else missing.push(eventSeq)
    }
    if (missing.length === 0) return found
    const rows = await tx<
      EventRow[]
    >`select * from events where workspace_id = ${workspaceId} and seq = any(${missing}::bigint[])`
    for (const row of rows) found.set(row.seq, toEvent(row))
    return found
  }

  async #actionsOf(tx: Tx, workspaceId: string, run: Run) {
    const key = `${workspaceId} ${run.definitionSeq}`
    let known = this.#actions.get(key)
    if (!known) {
      const definition = await definitionFrom(tx, workspaceId, run.definitionSeq)
      if (definition?.kind !== 'rule') return undefined
      known = { ruleId: definition.rule.id, actions: compileActions(definition.rule) }
      if (this.#actions.size >= 20_000) this.#actions.clear()
      this.#actions.set(key, known)
    }
    return known
  }
}

/** The automations whose gate waits for the end of such runs. */
const flowsOf = (runs: readonly Run[]): string[] => [
  ...new Set(runs.flatMap((run) => (isAwaited(run) ? [run.automationId] : []))),
]

function endsOf(drafts: readonly Draft[], outcomes: readonly ExecuteOutcome[]): RuleRunEnd[] {
  let next = 0
  return drafts.map((draft) => endOf(draft, draft.request ? outcomes[next++] : { ok: false, error: draft.error }))
}

function endOf({ run, request, error: refusal, expired }: Draft, outcome: ExecuteOutcome | undefined): RuleRunEnd {
  if (expired) return { id: run.id, status: 'skipped', error: expiredError(run), result: null }
  if (request === null && refusal === null) return { id: run.id, status: 'canceled', error: null, result: null }
  if (outcome?.ok)
    return { id: run.id, status: 'completed', error: null, result: outcome.commands.map((command) => command.result) }
  const error = outcome?.error
  const skipped = error instanceof AppError && error.details.skipped === true
  return { id: run.id, status: skipped ? 'skipped' : 'failed', error: errorToJson(error), result: null }
}

/** Those of earlier events did not run: these are not to blame, and must not run before them. */
function toOutage(cause: unknown): never {
  throw new AppError('unavailable', 'the transaction before this one did not go through', { cause })
}
