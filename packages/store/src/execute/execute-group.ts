import {
  AppError,
  type CommandResult,
  definitionOf,
  type Entities,
  errorToJson,
  snapshotOf,
} from '@orchestrator/domain'
import type { Sql, Tx } from '../connection.ts'
import { openTransaction } from '../transaction.ts'
import { isAftermath } from './database-errors.ts'
import {
  appendEvents,
  type KeptReply,
  keepReplies,
  type LedgerEntry,
  type StepEntry,
  writeRows,
  writeSteps,
} from './flush.ts'
import { type Loaded, load, rowsOf } from './load.ts'
import type { PreparedCommand, PreparedRequest } from './prepare.ts'
import type { AppliedCommand, ExecuteOutcome, RunStep } from './request.ts'
import { type Told, toldEntities } from './told-entities.ts'
import { UnitOfWork } from './unit-of-work.ts'

/** What a group's caller writes in the same transaction, after the requests were decided and before the log is appended. */
export type Alongside = (tx: Tx, outcomes: readonly ExecuteOutcome[]) => readonly Promise<unknown>[]

/**
 * What is told in the log, in the same transaction, of how the requests ended. Decided last: such commands need nothing, ask for no
 * right, and are made under no other id, so for those that succeed nothing more is loaded.
 */
export type Afterwards = (outcomes: readonly ExecuteOutcome[]) => readonly PreparedRequest[]

/** A group's requests, or what finds them in the same transaction; null: there is nothing to do. */
export type GroupRequests = readonly PreparedRequest[] | ((tx: Tx) => Promise<readonly PreparedRequest[] | null>)

/**
 * Runs many requests of one workspace in one transaction. Each succeeds or fails by itself: one that is refused leaves no
 * trace. Only what the database itself refuses fails the whole group, by throwing.
 */
export async function executeGroup(
  sql: Sql,
  workspaceId: string,
  given: GroupRequests,
  options: { alongside?: Alongside; founding?: boolean; afterwards?: Afterwards } = {},
): Promise<readonly ExecuteOutcome[]> {
  const { tx, commit, release } = await openTransaction(sql, workspaceId, 'read write')
  try {
    const requests = typeof given === 'function' ? await given(tx) : given
    if (requests === null) return []
    const loaded = await load(tx, workspaceId, requests)
    const firsts = await firstEntities(tx, workspaceId, loaded)
    const unit = new UnitOfWork(loaded)
    const ledger: LedgerEntry[] = []
    const steps: StepEntry[] = []
    const answered: Group['answered'] = new Map()
    const group: Group = { unit, loaded, firsts, answered, requests: new Map(), ledger, steps, kept: [] }
    const drafts = requests.map((request) => decideRequest(request, group, options.founding ?? false))
    for (const told of options.afterwards?.(drafts) ?? []) orThrow(decideRequest(told, group, true))
    // Statements are sent in the order of their calls of execute(); the commit goes out behind them without waiting.
    const written: Promise<unknown>[] = []
    if (options.founding) written.push(tx`insert into workspace_heads values (${workspaceId}, 0, false)`.execute())
    written.push(
      ...writeRows(tx, workspaceId, unit),
      ...writeSteps(tx, workspaceId, steps),
      ...keepReplies(tx, workspaceId, group.kept),
      ...(options.alongside?.(tx, drafts) ?? []),
    )
    const appended = ledger.length > 0 ? appendEvents(tx, workspaceId, unit, ledger) : Promise.resolve(0)
    const [base] = await allOf([appended, ...written, commit()])
    return drafts.map((draft) => placed(draft, base as number, answered))
  } finally {
    release()
  }
}

/** What the platform's own parts tell is never refused. */
function orThrow(outcome: ExecuteOutcome): void {
  if (!outcome.ok) throw outcome.error
}

/** Waits for all, also when one fails, so that the connection is at rest when it is given back. */
async function allOf(pending: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(pending)
  const errors = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  // One failure makes the server refuse all behind it; only the first says why.
  if (errors.length > 0) throw errors.find((error) => !isAftermath(error)) ?? errors[0]
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value)
}

interface Group {
  readonly unit: UnitOfWork
  readonly loaded: Loaded
  /** What known commands answered first, by their ids. */
  readonly firsts: ReadonlyMap<string, Told>
  /** What this transaction has answered so far: the same id twice in one group is a repetition too. */
  readonly answered: Map<string, AppliedCommand & { readonly hash: string }>
  /** The hashes of the named requests that it has accepted. */
  readonly requests: Map<string, string>
  readonly ledger: LedgerEntry[]
  readonly steps: StepEntry[]
  /** What was answered of entities in steps that are asked for again, where no event tells it. */
  readonly kept: KeptReply[]
}

function decideRequest(request: PreparedRequest, group: Group, founding: boolean): ExecuteOutcome {
  const { unit, loaded, answered, ledger, steps } = group
  if (request.step?.stepped && isOver(loaded, request.step.runId)) return { ok: false, error: isOverNow() }
  const mark = unit.mark()
  const entries: LedgerEntry[] = []
  let outcome: ExecuteOutcome
  let at: number | undefined
  try {
    const rights = founding || request.unasked ? null : unit.rightsOf(request.principal)
    if (request.ruleId) checkRuleIsOn(loaded, request.ruleId)
    const isRepeated = request.idempotency !== undefined && isKnown(request.idempotency, group)
    if (request.idempotency && !isRepeated) entries.push(requestEntry(request.idempotency))
    const commands = request.prepared.map((command, index) => {
      at = index
      const first = repeated(command, group, isRepeated)
      if (first) return first
      const eventsBefore = unit.events.length
      const definition = definitionOf(command.type)
      const context = unit.contextFor(request, rights, command.id)
      const result = definition.decide(command.data, context)
      const row = result.kind === 'event' || result.kind === 'run' ? undefined : context.find(result.kind, result.id)
      const made = unit.events.length > eventsBefore
      const entry = {
        id: command.id,
        type: command.type,
        requestHash: command.hash,
        result,
        first: made ? eventsBefore : null,
        last: made ? unit.events.length - 1 : null,
        runId: request.step?.runId ?? null,
        step: request.step ? request.step.step + (request.step.each ? index : 0) : null,
      }
      entries.push(entry)
      return {
        id: command.id,
        type: command.type,
        result,
        applied: true,
        firstSeq: entry.first,
        lastSeq: entry.last,
        lastEventId: made ? (unit.events.at(-1)?.id ?? null) : null,
        entity: row ? snapshotOf(row) : null,
      }
    })
    for (const [index, command] of commands.entries()) {
      if (command.applied) answered.set(command.id, { ...command, hash: request.prepared[index]?.hash ?? '' })
    }
    if (request.idempotency) group.requests.set(request.idempotency.id, request.idempotency.hash)
    ledger.push(...entries)
    const [told] = commands
    if (request.step?.stepped && told?.applied && told.firstSeq === null && told.entity !== null)
      group.kept.push({ runId: request.step.runId, step: request.step.step, reply: told.entity })
    outcome = { ok: true, commands }
  } catch (error) {
    unit.rollBack(mark)
    outcome = { ok: false, error: at !== undefined && request.prepared.length > 1 ? inBatch(error, at) : error }
  }
  if (request.step) steps.push(...stepEntries(request, request.step, outcome, at ?? 0, unit.now))
  return outcome
}

/** The same refusal, telling which command of the batch it is about. */
function inBatch(error: unknown, index: number): unknown {
  if (!(error instanceof AppError)) return error
  const place = error.code === 'command_conflict' ? `commands.${index}` : `commands.${index}.data`
  const fields = error.fields.map((field) => ({ ...field, path: `${place}.${field.path}` }))
  return new AppError(error.code, error.message, {
    fields,
    details: { ...error.details, command: index },
    cause: error,
  })
}

/** The line of the ledger that remembers a whole request by the caller's name for it. It made no event itself. */
const requestEntry = ({ id, hash }: { id: string; hash: string }): LedgerEntry => ({
  id,
  type: 'request',
  requestHash: hash,
  result: {},
  first: null,
  last: null,
  runId: null,
  step: null,
})

/** Whether this very request was accepted before. @throws AppError `command_conflict` when its name stands for another one */
function isKnown({ id, hash }: { id: string; hash: string }, { loaded, requests }: Group): boolean {
  const known = loaded.known.get(id)?.requestHash ?? requests.get(id)
  if (known === undefined || known === hash) return known !== undefined
  throw new AppError('command_conflict', 'another request with this Idempotency-Key was accepted before', {
    fields: [{ path: 'Idempotency-Key', expected: 'a new key for a new request', code: 'command_conflict' }],
  })
}

/**
 * The first result of a command that is known already. In a repeated request that is what it was: only its secrets are new.
 * @throws AppError `command_conflict` when its body differs
 */
function repeated(
  command: PreparedCommand,
  { loaded, firsts, answered }: Group,
  isRepeated: boolean,
): AppliedCommand | undefined {
  const known = loaded.known.get(command.id)
  const twin = answered.get(command.id)
  const hash = known?.requestHash ?? twin?.hash
  if (hash === undefined) return undefined
  if (hash !== command.hash && !isRepeated) {
    throw new AppError('command_conflict', 'a command with this id and another body was accepted before', {
      fields: [{ path: 'id', expected: 'a new id for a new command', code: 'command_conflict' }],
    })
  }
  if (!known) {
    const { hash: _hash, ...first } = twin as AppliedCommand & { hash: string }
    return { ...first, applied: false }
  }
  const result = known.result as CommandResult
  const first = firsts.get(command.id)
  return {
    id: command.id,
    type: command.type,
    result,
    applied: false,
    firstSeq: known.firstSeq,
    lastSeq: known.lastSeq,
    lastEventId: first?.lastEventId ?? null,
    entity: known.entity ?? first?.entity ?? null,
  }
}

/** A repetition is answered with the entity as it was then. */
async function firstEntities(tx: Tx, workspaceId: string, { known }: Loaded): Promise<Group['firsts']> {
  const ids = [...known.values()].flatMap(({ id, lastSeq }) => (lastSeq === null ? [] : id))
  return ids.length === 0 ? new Map() : toldEntities(tx, workspaceId, { ids })
}

function isOver(loaded: Loaded, runId: string): boolean {
  const run = rowsOf(loaded, 'run').get(runId) as Entities['run'] | undefined
  return run === undefined || run.cancelRequestedAt !== null || !['queued', 'running'].includes(run.status)
}

const isOverNow = () =>
  new AppError('invalid_state', 'the run was cancelled, or has ended', { details: { skipped: true } })

function checkRuleIsOn(loaded: Loaded, ruleId: string): void {
  const rule = rowsOf(loaded, 'rule').get(ruleId) as Entities['rule'] | undefined
  if (!rule?.enabled)
    throw new AppError('invalid_state', `the rule was ${rule ? 'switched off' : 'deleted'} before it ran`, {
      details: { skipped: true },
    })
}

/** What a run's history shows of its commands. `failedAt` is the place of the command that was refused. */
function stepEntries(
  { prepared }: PreparedRequest,
  { runId, step, name, each }: RunStep,
  outcome: ExecuteOutcome,
  failedAt: number,
  startedAt: string,
): StepEntry[] {
  const inputs = prepared.map(({ type, data }) => ({ type, data }))
  const outputs = outcome.ok ? outcome.commands.map((command) => command.result) : null
  const status = outcome.ok ? 'completed' : 'failed'
  const error = outcome.ok ? null : errorToJson(outcome.error)
  const common = { runId, kind: 'command', status, error, startedAt } as const
  if (!each) return [{ ...common, step, name, input: inputs, output: outputs }]
  if (outcome.ok)
    return inputs.map((input, index) => ({
      ...common,
      step: step + index,
      name: input.type,
      input: [input],
      output: [outputs?.[index]],
    }))
  const failed = inputs[failedAt]
  return failed ? [{ ...common, step: step + failedAt, name: failed.type, input: [failed], output: null }] : []
}

/** Turns places within the transaction into places in the log. */
function placed(outcome: ExecuteOutcome, base: number, answered: Group['answered']): ExecuteOutcome {
  if (!outcome.ok) return outcome
  const place = (seq: number | null) => (seq === null ? null : base + 1 + seq)
  return {
    ok: true,
    commands: outcome.commands.map((command) =>
      answered.has(command.id)
        ? { ...command, firstSeq: place(command.firstSeq), lastSeq: place(command.lastSeq) }
        : command,
    ),
  }
}
