import { AppError, type EntityKind } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { type StoredRow, tables, toStoredJson } from '../tables.ts'
import type { PendingEvent, UnitOfWork } from './unit-of-work.ts'
import { insertStatements, relation, type Statement, updateStatements } from './write-statements.ts'

/** A line of the ledger. `first` and `last` count the transaction's events from 0; null when the command made none. */
export interface LedgerEntry {
  readonly id: string
  readonly type: string
  readonly requestHash: string
  readonly result: unknown
  readonly first: number | null
  readonly last: number | null
  readonly runId: string | null
  readonly step: number | null
}

export interface StepEntry {
  readonly runId: string
  readonly step: number
  readonly kind: string
  readonly name: string
  readonly status: 'completed' | 'failed'
  readonly input: unknown
  readonly output: unknown
  readonly error: unknown
  readonly startedAt: string
}

/** Parents before children, so that references hold. */
const order = Object.keys(tables) as EntityKind[]

/** Writes the rows of a unit of work, all in one round trip with what follows. */
export function writeRows(tx: Tx, workspaceId: string, unit: UnitOfWork): Promise<unknown>[] {
  const [inserted, updated, removed] = [unit.rows('insert'), unit.rows('update'), unit.rows('delete')]
  const pending: Promise<unknown>[] = []
  for (const kind of order) {
    const rows = inserted.get(kind)
    if (!rows) continue
    pending.push(...insertStatements(kind, workspaceId, rows).map((statement) => send(tx, statement)))
    if (kind === 'project') pending.push(startCounters(tx, workspaceId, unit, rows))
  }
  for (const kind of order) {
    const rows = updated.get(kind) ?? []
    const changed = (row: StoredRow) => unit.changedFields(kind, row)
    pending.push(...updateStatements(kind, workspaceId, rows, changed).map((statement) => send(tx, statement)))
  }
  for (const kind of [...order].reverse()) {
    const rows = removed.get(kind)
    if (rows) pending.push(remove(tx, workspaceId, kind, rows, unit.now))
  }
  pending.push(...giveBackNumbers(tx, workspaceId, unit))
  return pending
}

const send = <T extends object>(tx: Tx, { text, parameters }: Statement) =>
  tx.unsafe<T[]>(text, parameters as never[], { prepare: true }).execute()

/** Of the numbers that were taken for commands which were refused or known already: the counters are locked since. */
function giveBackNumbers(tx: Tx, workspaceId: string, unit: UnitOfWork): Promise<unknown>[] {
  return unit
    .unusedNumbers()
    .map(({ projectId, lastNumber }) =>
      tx`update project_counters set last_number = ${lastNumber} where workspace_id = ${workspaceId} and project_id = ${projectId}`.execute(),
    )
}

function startCounters(
  tx: Tx,
  workspaceId: string,
  unit: UnitOfWork,
  projects: readonly StoredRow[],
): Promise<unknown> {
  const rows = projects.map((project) => ({
    workspace_id: workspaceId,
    project_id: project.id,
    last_number: unit.lastNumberOf(project.id),
  }))
  return tx`insert into project_counters ${tx(rows)}`.execute()
}

function remove(
  tx: Tx,
  workspaceId: string,
  kind: EntityKind,
  rows: readonly StoredRow[],
  now: string,
): Promise<unknown> {
  const ids = rows.map((row) => row.id)
  const { name, softDelete } = tables[kind]
  return softDelete
    ? tx`update ${tx(name)} set deleted_at = ${now} where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute()
    : tx`delete from ${tx(name)} where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute()
}

export function writeSteps(tx: Tx, workspaceId: string, steps: readonly StepEntry[]): Promise<unknown>[] {
  if (steps.length === 0) return []
  return [
    tx`
      insert into run_steps (workspace_id, run_id, step, kind, name, status, input, output, error, started_at, ended_at)
      select ${workspaceId}, s.run_id, s.step, s.kind, s.name, s.status, s.input, s.output, s.error, s.started_at, clock_timestamp()
      from jsonb_to_recordset(${tx.json(steps.map(toStoredJson) as never)}) as s (
        run_id uuid, step int, kind text, name text, status text, input jsonb, output jsonb, error jsonb, started_at timestamptz
      )
      on conflict (workspace_id, run_id, step) do update set
        status = excluded.status, output = excluded.output, error = excluded.error, ended_at = excluded.ended_at, attempts = run_steps.attempts + 1`.execute(),
  ]
}

/** What a command answered of an entity that it did not change. */
export interface KeptReply {
  readonly runId: string
  readonly step: number
  readonly reply: Readonly<Record<string, unknown>>
}

export function keepReplies(tx: Tx, workspaceId: string, kept: readonly KeptReply[]): Promise<unknown>[] {
  if (kept.length === 0) return []
  return [
    tx`
      insert into run_replies (workspace_id, run_id, step, reply)
      select ${workspaceId}, k.run_id, k.step, k.reply
      from jsonb_to_recordset(${tx.json(kept.map(toStoredJson) as never)}) as k (run_id uuid, step int, reply jsonb)
      on conflict (workspace_id, run_id, step) do nothing`.execute(),
  ]
}

/**
 * Appends the events and the ledger. It is the last statement of its transaction: the lock on the workspace's head is
 * held from here to the commit, so seq follows the order of commits and has no gap.
 * @returns the seq before the first event
 */
export async function appendEvents(
  tx: Tx,
  workspaceId: string,
  unit: UnitOfWork,
  ledger: readonly LedgerEntry[],
): Promise<number> {
  const events = unit.events.map((event, index) => eventRow(event, index + 1, unit.now))
  const parameters: unknown[] = [workspaceId, events.length, unit.now]
  const text = `
    with head as (
      update workspace_heads set seq = seq + $2::int, dirty = dirty or $2::int > 0
      where workspace_id = $1 returning seq - $2::int as base
    ), appended as (
      insert into events (workspace_id, seq, id, type, subject_type, subject_id, project_id, actor, command_id, causation_id, correlation_id, depth, occurred_at, data, traceparent)
      select $1, head.base + e.ord, e.id, e.type, e.subject_type, e.subject_id, e.project_id, e.actor, e.command_id, e.causation_id, e.correlation_id, e.depth, e.occurred_at, e.data, e.traceparent
      from head, ${relation('e', eventColumns, events, parameters)}
    ), recorded as (
      insert into commands (workspace_id, id, type, request_hash, result, first_seq, last_seq, run_id, step, created_at)
      select $1, c.id, c.type, decode(c.request_hash, 'hex'), c.result, head.base + 1 + c.first, head.base + 1 + c.last, c.run_id, c.step, $3
      from head, ${relation('c', ledgerColumns, ledger.map(toStoredJson), parameters)}
    )
    select base from head`
  const rows = await send<{ base: number }>(tx, { text, parameters })
  const base = rows[0]?.base
  if (base === undefined) throw new AppError('internal', 'the workspace has no log')
  return base
}

const eventColumns = {
  ord: 'int',
  id: 'uuid',
  type: 'text',
  subject_type: 'text',
  subject_id: 'uuid',
  project_id: 'uuid',
  actor: 'jsonb',
  command_id: 'uuid',
  causation_id: 'uuid',
  correlation_id: 'uuid',
  depth: 'int',
  occurred_at: 'timestamptz',
  data: 'jsonb',
  traceparent: 'text',
}

const ledgerColumns = {
  id: 'uuid',
  type: 'text',
  request_hash: 'text',
  result: 'jsonb',
  first: 'int',
  last: 'int',
  run_id: 'uuid',
  step: 'int',
}

function eventRow(event: PendingEvent, ord: number, now: string): Record<string, unknown> {
  const { cause, actor } = event.principal
  return {
    ord,
    id: event.id,
    type: event.type,
    subject_type: event.subject.type,
    subject_id: event.subject.id,
    project_id: event.projectId ?? null,
    actor,
    command_id: event.commandId,
    causation_id: cause?.causationId ?? null,
    correlation_id: cause?.correlationId ?? event.id,
    depth: cause?.depth ?? 0,
    occurred_at: now,
    data: event.data,
    traceparent: event.traceparent,
  }
}
