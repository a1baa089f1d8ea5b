import { AppError, definitionOf, errorToJson } from '@orchestrator/domain'
import { enterWorkspace, type Sql, type Tx } from '../connection.ts'
import { appendEvents, type LedgerEntry, type StepEntry, writeRows, writeSteps } from './flush.ts'
import { type Loaded, load } from './load.ts'
import type { PreparedCommand, PreparedRequest } from './prepare.ts'
import type { AppliedCommand, ExecuteOutcome } from './request.ts'
import { UnitOfWork } from './unit-of-work.ts'

/** What a group's caller writes in the same transaction, after the requests were decided and before the log is appended. */
export type Alongside = (tx: Tx, outcomes: readonly ExecuteOutcome[]) => readonly Promise<unknown>[]

/**
 * Runs many requests of one workspace in one transaction. Each succeeds or fails by itself: one that is refused leaves no
 * trace. Only what the database itself refuses fails the whole group, by throwing.
 */
export async function executeGroup(
  sql: Sql,
  workspaceId: string,
  requests: readonly PreparedRequest[],
  options: { alongside?: Alongside; founding?: boolean } = {},
): Promise<readonly ExecuteOutcome[]> {
  return (await sql.begin(async (tx) => {
    const entered = enterWorkspace(tx as Tx, workspaceId)
    const [, loaded] = await Promise.all([entered, load(tx as Tx, workspaceId, requests)])
    const unit = new UnitOfWork(loaded)
    const ledger: LedgerEntry[] = []
    const steps: StepEntry[] = []
    const drafts = requests.map((request) => decideRequest(request, unit, loaded, ledger, steps, options.founding ?? false))
    if (options.founding) await tx`insert into workspace_heads values (${workspaceId}, 0, false)`
    const written = [
      ...writeRows(tx as Tx, workspaceId, unit),
      ...writeSteps(tx as Tx, workspaceId, steps),
      ...(options.alongside?.(tx as Tx, drafts) ?? []),
    ]
    const appended = ledger.length > 0 ? appendEvents(tx as Tx, workspaceId, unit, ledger) : Promise.resolve(0)
    const base = (await Promise.all([appended, ...written]))[0]
    return drafts.map((draft) => placed(draft, base))
  })) as readonly ExecuteOutcome[]
}

function decideRequest(
  request: PreparedRequest,
  unit: UnitOfWork,
  loaded: Loaded,
  ledger: LedgerEntry[],
  steps: StepEntry[],
  founding: boolean,
): ExecuteOutcome {
  const mark = unit.mark()
  const entries: LedgerEntry[] = []
  let outcome: ExecuteOutcome
  try {
    const rights = founding ? null : unit.rightsOf(request.principal)
    const commands = request.prepared.map((command) => {
      const first = repeated(command, loaded)
      if (first) return first
      const eventsBefore = unit.events.length
      const definition = definitionOf(command.type)
      const result = definition.decide(command.data, unit.contextFor(request.principal, rights, command.id))
      const made = unit.events.length > eventsBefore
      const entry = {
        id: command.id,
        type: command.type,
        requestHash: command.hash.toString('hex'),
        result,
        first: made ? eventsBefore : null,
        last: made ? unit.events.length - 1 : null,
        runId: request.step?.runId ?? null,
        step: request.step?.step ?? null,
      }
      entries.push(entry)
      return { id: command.id, type: command.type, result, applied: true, firstSeq: entry.first, lastSeq: entry.last }
    })
    // The same id twice in one group: the second is a repetition of the first.
    for (const entry of entries) loaded.known.set(entry.id, pendingLedgerRow(entry))
    ledger.push(...entries)
    outcome = { ok: true, commands }
  } catch (error) {
    unit.rollBack(mark)
    outcome = { ok: false, error }
  }
  if (request.step) steps.push(stepEntry(request, outcome, unit.now))
  return outcome
}

/** The first result of a command that is known already. @throws AppError `command_conflict` when its body differs */
function repeated(command: PreparedCommand, loaded: Loaded): AppliedCommand | undefined {
  const known = loaded.known.get(command.id)
  if (!known) return undefined
  if (!Buffer.from(known.requestHash).equals(command.hash)) {
    throw new AppError('command_conflict', 'a command with this id and another body was accepted before', {
      fields: [{ path: 'id', expected: 'a new id for a new command', code: 'command_conflict' }],
    })
  }
  return { id: command.id, type: command.type, result: known.result, applied: false, firstSeq: known.firstSeq, lastSeq: known.lastSeq }
}

const pendingLedgerRow = (entry: LedgerEntry) => ({
  id: entry.id,
  requestHash: Buffer.from(entry.requestHash, 'hex'),
  result: entry.result as never,
  firstSeq: entry.first,
  lastSeq: entry.last,
})

function stepEntry(request: PreparedRequest, outcome: ExecuteOutcome, now: string): StepEntry {
  const { runId, step, name } = request.step ?? { runId: '', step: 0, name: '' }
  return {
    runId,
    step,
    kind: 'command',
    name,
    status: outcome.ok ? 'completed' : 'failed',
    input: request.prepared.map(({ type, data }) => ({ type, data })),
    output: outcome.ok ? outcome.commands.map((command) => command.result) : null,
    error: outcome.ok ? null : errorToJson(outcome.error),
    startedAt: now,
  }
}

/** Turns places within the transaction into places in the log. */
function placed(outcome: ExecuteOutcome, base: number): ExecuteOutcome {
  if (!outcome.ok) return outcome
  const place = (seq: number | null) => (seq === null ? null : base + 1 + seq)
  return {
    ok: true,
    commands: outcome.commands.map((command) =>
      command.applied ? { ...command, firstSeq: place(command.firstSeq), lastSeq: place(command.lastSeq) } : command,
    ),
  }
}
