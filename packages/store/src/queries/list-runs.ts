import type { AnyEvent, ErrorJson } from '@orchestrator/domain'
import { type EventRow, toEvent } from '../automation/event-row.ts'
import { type Definition, definitionIn } from '../automation/relay.ts'
import type { Run } from '../automation/runs.ts'
import type { RunStepRow } from '../automation/steps.ts'
import type { Tx } from '../connection.ts'
import { afterCondition, type Condition, type CursorValue, joinConditions, orderBy, type Sort } from './keyset.ts'
import { type Page, toPage } from './list-entities.ts'

export interface RunFilter {
  readonly status?: readonly string[] | undefined
  readonly kind?: Run['kind'] | undefined
  /** A playbook's name. */
  readonly playbook?: string | undefined
  /** A rule's id. */
  readonly rule?: string | undefined
  readonly eventId?: string | undefined
  /** Started by an event after this seq, and by one up to that one. */
  readonly eventAfter?: number | undefined
  readonly eventUpTo?: number | undefined
  /** Retries of this run. */
  readonly retryOf?: string | undefined
  readonly errorCode?: string | undefined
  /** Created at or after this instant, and before that one. */
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** Newest first. */
const newest: Sort = {
  columns: [
    { expression: 't.created_at', type: 'timestamptz', field: 'placedAt' },
    { expression: 't.id', type: 'uuid', field: 'id' },
  ],
  descending: true,
}

/** A page of runs, newest first. */
export async function listRuns(
  tx: Tx,
  workspaceId: string,
  filter: RunFilter,
  page: { after?: readonly CursorValue[] | undefined; limit: number },
): Promise<Page<Run>> {
  const parameters: unknown[] = [workspaceId]
  const where = conditionsOf(filter)
  const conditions = joinConditions(page.after ? [...where, afterCondition(newest, page.after)] : where, parameters)
  parameters.push(page.limit + 1)
  // A run's time is the database's own, in microseconds: as text it goes into the cursor unharmed.
  const text = `select t.*, t.created_at::text as placed_at from runs t where t.workspace_id = $1${conditions} order by ${orderBy(newest)} limit $${parameters.length}`
  return toPage(await tx.unsafe<Run[]>(text, parameters as never[], { prepare: true }), page.limit, newest)
}

/** Runs that failed and were not retried yet, the oldest first; `matched` counts all of them. */
export async function failedRuns(
  tx: Tx,
  workspaceId: string,
  filter: Pick<RunFilter, 'playbook' | 'rule' | 'errorCode' | 'since' | 'until'>,
  most: number,
): Promise<{ matched: number; ids: readonly string[] }> {
  const parameters: unknown[] = [workspaceId]
  const notRetried = {
    sql: 'not exists (select from runs r where r.workspace_id = $1 and r.retry_of = t.id)',
    values: [],
  }
  const where = joinConditions([...conditionsOf({ ...filter, status: ['failed'] }), notRetried], parameters)
  parameters.push(most)
  const text = `select t.id, count(*) over ()::int as matched from runs t where t.workspace_id = $1${where} order by t.created_at, t.id limit $${parameters.length}`
  const rows = await tx.unsafe<{ id: string; matched: number }[]>(text, parameters as never[], { prepare: true })
  return { matched: rows[0]?.matched ?? 0, ids: rows.map(({ id }) => id) }
}

function conditionsOf({ status, kind, playbook, rule, eventId, ...rest }: RunFilter): Condition[] {
  const conditions: Condition[] = []
  if (rest.retryOf) conditions.push({ sql: 't.retry_of = ?::uuid', values: [rest.retryOf] })
  if (rest.errorCode) conditions.push({ sql: "t.error ->> 'code' = ?", values: [rest.errorCode] })
  if (rest.eventAfter !== undefined) conditions.push({ sql: 't.event_seq > ?::bigint', values: [rest.eventAfter] })
  if (rest.eventUpTo !== undefined) conditions.push({ sql: 't.event_seq <= ?::bigint', values: [rest.eventUpTo] })
  if (rest.since) conditions.push({ sql: 't.created_at >= ?::timestamptz', values: [rest.since] })
  if (rest.until) conditions.push({ sql: 't.created_at < ?::timestamptz', values: [rest.until] })
  if (status) conditions.push({ sql: 't.status = any(?::text[])', values: [status] })
  if (kind) conditions.push({ sql: 't.kind = ?', values: [kind] })
  if (playbook !== undefined) {
    conditions.push({
      sql: "t.kind = 'playbook' and t.automation_id = (select p.id from playbooks p where p.workspace_id = $1 and p.name = ?)",
      values: [playbook],
    })
  }
  if (rule) conditions.push({ sql: "t.kind = 'rule' and t.automation_id = ?::uuid", values: [rule] })
  if (eventId)
    conditions.push({
      sql: 't.event_seq = (select e.seq from events e where e.workspace_id = $1 and e.id = ?::uuid) and t.event_id = ?::uuid',
      values: [eventId, eventId],
    })
  return conditions
}

/** A command that a step of a run made, with its events. */
export interface StepCommand {
  readonly id: string
  readonly type: string
  readonly result: { readonly kind: string; readonly id: string; readonly version: number }
  readonly events: readonly AnyEvent[]
}

export interface RunDetail {
  readonly run: Run
  /** The event that started it. */
  readonly event: AnyEvent | null
  /** The version that ran. */
  readonly definition: Definition | null
  readonly steps: readonly (RunStepRow & {
    readonly error: ErrorJson | null
    readonly commands: readonly StepCommand[]
  })[]
}

/** A run with its steps, and what each step changed: the ledger knows the run and step of every command. */
export async function getRun(tx: Tx, workspaceId: string, id: string): Promise<RunDetail | undefined> {
  const [runs, started, definitions, steps, commands, events] = await Promise.all([
    tx<Run[]>`select * from runs where workspace_id = ${workspaceId} and id = ${id}`,
    tx<
      EventRow[]
    >`select e.* from runs r join events e on e.workspace_id = r.workspace_id and e.seq = r.event_seq where r.workspace_id = ${workspaceId} and r.id = ${id}`,
    tx<
      EventRow[]
    >`select e.* from runs r join events e on e.workspace_id = r.workspace_id and e.seq = r.definition_seq where r.workspace_id = ${workspaceId} and r.id = ${id}`,
    tx<RunStepRow[]>`
      select step, kind, name, status, input, output, error, attempts, started_at, ended_at, origin_run_id from run_steps
      where workspace_id = ${workspaceId} and run_id = ${id} order by step`,
    tx<(StepCommand & { step: number; firstSeq: number | null; lastSeq: number | null })[]>`
      select c.id, c.type, c.result, c.step, c.first_seq, c.last_seq from run_steps s
      join commands c on c.workspace_id = s.workspace_id and c.run_id = coalesce(s.origin_run_id, s.run_id) and c.step = s.step
      where s.workspace_id = ${workspaceId} and s.run_id = ${id} order by c.step, c.first_seq nulls last, c.id`,
    tx<EventRow[]>`
      select e.* from run_steps s
      join commands c on c.workspace_id = s.workspace_id and c.run_id = coalesce(s.origin_run_id, s.run_id) and c.step = s.step
      join events e on e.workspace_id = c.workspace_id and e.seq between c.first_seq and c.last_seq
      where s.workspace_id = ${workspaceId} and s.run_id = ${id} order by e.seq`,
  ])
  const run = runs[0]
  if (!run) return undefined
  const byCommand = Map.groupBy(events.map(toEvent), (event) => event.commandId)
  const byStep = Map.groupBy(commands, (command) => command.step)
  return {
    run,
    event: started[0] ? toEvent(started[0]) : null,
    definition: definitions[0] ? (definitionIn(toEvent(definitions[0]))?.definition ?? null) : null,
    steps: steps.map((step) => ({
      ...step,
      commands: (byStep.get(step.step) ?? []).map((command) => ({
        id: command.id,
        type: command.type,
        result: command.result,
        events: byCommand.get(command.id) ?? [],
      })),
    })),
  }
}
