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
  executeGroup,
  prepareRequest,
  principalOf,
  type Run,
  type Store,
  type Tx,
  toAppError,
  toEvent,
} from '@orchestrator/store'
import type { OpenSpan } from '@orchestrator/telemetry'
import { openRuleSpans } from './open-spans.ts'
import type { RecentEvents } from './recent-events.ts'

interface Draft {
  readonly run: Run
  readonly request: ReturnType<typeof prepareRequest> | null
  /** Why there is no request; null: it was cancelled before it began. */
  readonly error: unknown
}

interface End {
  readonly id: string
  readonly status: 'completed' | 'failed' | 'skipped' | 'canceled'
  readonly error: ErrorJson | null
  readonly result: unknown
}

/** Runs rules of one workspace for the events that matched them. All in one transaction; each has its own rights and its own end. */
export class RuleRunner {
  readonly #store: Store
  readonly #announce: () => void
  /** What a definition's seq stands for never changes. */
  readonly #actions = new Map<string, { ruleId: string; actions: CompiledActions }>()

  readonly #recent: RecentEvents

  constructor(store: Store, recent: RecentEvents) {
    this.#store = store
    this.#recent = recent
    this.#announce = () => store.announce('orchestrator_events')
  }

  /** @throws AppError when the database refused the whole; then none of them ran */
  async run(workspaceId: string, runs: readonly Run[]): Promise<void> {
    const spans = await openRuleSpans(this.#store, workspaceId, runs)
    const drafts = await this.#prepare(workspaceId, runs, spans)
    const requests = drafts.flatMap((draft) => draft.request ?? [])
    let ends: readonly End[] = []
    const alongside = (tx: Tx, outcomes: readonly ExecuteOutcome[]) => {
      ends = endsOf(drafts, outcomes)
      return [endRuns(tx, workspaceId, ends)]
    }
    try {
      if (drafts.length > 0) await executeGroup(this.#store.sql, workspaceId, requests, { alongside })
    } catch (error) {
      for (const span of spans.values()) span.end({ failure: error })
      throw toAppError(error)
    }
    for (const { id, error } of ends) spans.get(id)?.end(error === null ? {} : { failure: error })
    this.#announce()
  }

  /** Ends a run that could not be run at all. */
  async fail(workspaceId: string, runId: string, error: ErrorJson): Promise<void> {
    await this.#store.write(workspaceId, (tx) =>
      endRuns(tx, workspaceId, [{ id: runId, status: 'failed', error, result: null }]),
    )
  }

  async #prepare(workspaceId: string, runs: readonly Run[], spans: ReadonlyMap<string, OpenSpan>): Promise<Draft[]> {
    const events = await this.#eventsOf(workspaceId, runs)
    return Promise.all(
      runs.map(async (run): Promise<Draft> => {
        if (run.cancelRequestedAt !== null) return { run, request: null, error: null }
        try {
          const event = events.get(run.eventSeq)
          const known = await this.#actionsOf(workspaceId, run)
          if (!event || !known)
            throw new AppError(
              'not_found',
              'the event or the version of the rule that started this run is not in the log',
            )
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
  async #eventsOf(workspaceId: string, runs: readonly Run[]): Promise<ReadonlyMap<number, AnyEvent>> {
    const found = new Map<number, AnyEvent>()
    const missing: number[] = []
    for (const { eventSeq, eventId } of runs) {
      const event = this.#recent.take(eventId)
      if (event) found.set(eventSeq, event)
      else missing.push(eventSeq)
    }
    if (missing.length === 0) return found
    const rows = await this.#store.read(
      workspaceId,
      (tx) =>
        tx<EventRow[]>`select * from events where workspace_id = ${workspaceId} and seq = any(${missing}::bigint[])`,
    )
    for (const row of rows) found.set(row.seq, toEvent(row))
    return found
  }

  async #actionsOf(workspaceId: string, run: Run) {
    const key = `${workspaceId} ${run.definitionSeq}`
    let known = this.#actions.get(key)
    if (!known) {
      const definition = await definitionFrom(this.#store, workspaceId, run.definitionSeq)
      if (definition?.kind !== 'rule') return undefined
      known = { ruleId: definition.rule.id, actions: compileActions(definition.rule) }
      if (this.#actions.size >= 20_000) this.#actions.clear()
      this.#actions.set(key, known)
    }
    return known
  }
}

function endsOf(drafts: readonly Draft[], outcomes: readonly ExecuteOutcome[]): End[] {
  let next = 0
  return drafts.map((draft) => endOf(draft, draft.request ? outcomes[next++] : { ok: false, error: draft.error }))
}

function endOf({ run, request, error: refusal }: Draft, outcome: ExecuteOutcome | undefined): End {
  if (request === null && refusal === null) return { id: run.id, status: 'canceled', error: null, result: null }
  if (outcome?.ok)
    return { id: run.id, status: 'completed', error: null, result: outcome.commands.map((command) => command.result) }
  const error = outcome?.error
  const skipped = error instanceof AppError && error.details.skipped === true
  return { id: run.id, status: skipped ? 'skipped' : 'failed', error: errorToJson(error), result: null }
}

function endRuns(tx: Tx, workspaceId: string, ends: readonly End[]): Promise<unknown> {
  return tx`
    update runs r set status = e.status, error = e.error, result = e.result, ended_at = clock_timestamp()
    from jsonb_to_recordset(${tx.json(ends as never)}) as e (id uuid, status text, error jsonb, result jsonb)
    where r.workspace_id = ${workspaceId} and r.id = any(${ends.map(({ id }) => id)}::uuid[]) and r.id = e.id and r.status = 'running'`.execute()
}
