import type { CommandContext } from '../commands/definition.ts'
import type { Patch, PatchConflict, PatchOperation } from '../entities/patch.ts'
import { AppError } from '../errors.ts'
import { sameJson } from '../merge.ts'
import { parse } from '../parse.ts'
import { placedAt } from '../templates/problems.ts'
import { effective } from './effective.ts'
import { operationCommandId } from './needs.ts'
import { inOrder } from './order.ts'
import { beforeOf, isThere } from './plan-operations.ts'
import { pick, type Values, valueAt, valuesOf } from './values.ts'

export interface AppliedOperations {
  readonly operations: readonly PatchOperation[]
  /** Keys, in the order in which they were done. */
  readonly applied: readonly string[]
  readonly stale: readonly string[]
}

interface Applying {
  readonly patch: Pick<Patch, 'id' | 'operations'>
  /** The patch that this one undoes. */
  readonly undoes: Pick<Patch, 'operations'> | null
  /** What becomes of an operation that is refused; without it the refusal is thrown. */
  readonly refused?: (operation: PatchOperation, error: AppError) => PatchOperation
}

/**
 * Does all operations that are accepted, each after those that it depends on, by the decisions of their own commands. One that would
 * overwrite what others changed is stale, and so are those that depend on it; one that waits for a decision keeps its dependents waiting.
 * @throws AppError of the command that refuses, its place as `operations.<key>`
 */
export function applyOperations(context: CommandContext, { patch, undoes, refused }: Applying): AppliedOperations {
  const current = new Map(patch.operations.map((operation) => [operation.key, operation]))
  const [applied, stale]: [string[], string[]] = [[], []]
  // What the patch itself changes on its way is no conflict.
  const starts = new Map(patch.operations.map((operation) => [operation.key, rowOf(context, operation)]))
  for (const { key } of inOrder(patch.operations)) {
    const operation = current.get(key) as PatchOperation
    const waits = operation.dependsOn.map((one) => current.get(one) as PatchOperation)
    const broken = waits.find(({ status }) => status === 'stale' || status === 'rejected' || status === 'undone')
    if (operation.status !== 'accepted') continue
    if (!broken && waits.some(({ status }) => status !== 'applied')) continue
    const why = broken
      ? { reason: `it depends on ${broken.key}, which is ${broken.status}`, conflicts: [] }
      : (staleness(context, operation, starts.get(key)) ?? inUse(context, operation, undoes))
    if (why) {
      current.set(key, { ...operation, ...why, status: 'stale' })
      stale.push(key)
      continue
    }
    const done = attempt(context, patch.id, operation, refused)
    current.set(key, done)
    if (done.status === 'applied') applied.push(key)
  }
  const operations = patch.operations.map(({ key }) => current.get(key) as PatchOperation)
  const changed = operations.filter(({ key }) => applied.includes(key))
  return { operations: operations.map((one) => keepUp(context, one, changed)), applied, stale }
}

function attempt(
  context: CommandContext,
  patchId: string,
  operation: PatchOperation,
  refused: Applying['refused'],
): PatchOperation {
  try {
    return context.attempt(() => run(context, patchId, operation))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (refused) return refused(operation, error)
    throw placedAt(`operations.${operation.key}`, error)
  }
}

function run(context: CommandContext, patchId: string, operation: PatchOperation): PatchOperation {
  const { definition, data, id } = effective(operation)
  const { command, effect, kind } = definition
  const fields = [...new Set([...definition.fields(data), ...Object.keys(operation.before)])]
  const row = rowOf(context, operation)
  // What it makes of its own accord has the same ids however often it is tried; its events are those of the command that applies.
  const own = { ...context, proposed: true as const, commandId: operationCommandId(patchId, operation.key) }
  command.decide(parse(command.data, data, command.type), own)
  const made = context.find(kind, id) as Values | undefined
  return {
    ...operation,
    status: 'applied',
    before: row ? valuesOf(row, fields) : {},
    after: effect === 'remove' || !made ? {} : valuesOf(made, fields),
    conflicts: [],
  }
}

const rowOf = (context: Pick<CommandContext, 'find'>, operation: PatchOperation): Values | undefined => {
  const { definition, id } = effective(operation)
  return context.find(definition.kind, id) as Values | undefined
}

/** Why an operation would overwrite, or has nothing to change any more. @param start its row before anything of the patch was done */
export function staleness(
  context: Pick<CommandContext, 'find'>,
  operation: PatchOperation,
  start?: Values,
): Pick<PatchOperation, 'reason' | 'conflicts'> | null {
  const { definition, data } = effective(operation)
  const row = rowOf(context, operation)
  if (definition.effect !== 'make' && !row)
    return { reason: `the ${definition.kind} is not there any more`, conflicts: [] }
  const missing = definition.refers(data).find((reference) => !isThere(context, reference))
  if (missing) return { reason: `the ${missing.kind} ${missing.id} is not there any more`, conflicts: [] }
  const conflicts = row ? conflictsIn(operation.before, row, start ?? row) : []
  if (conflicts.length === 0) return null
  return { reason: `changed since: ${conflicts.map(({ field }) => field).join(', ')}`, conflicts }
}

const conflictsIn = (before: Values, row: Values, start: Values): PatchConflict[] =>
  Object.entries(before).flatMap(([field, value]) => {
    const now = valueAt(row, field)
    return sameJson(value, now) || sameJson(value, valueAt(start, field)) ? [] : { field, before: value, now }
  })

/** What others built on since is left as it is. */
function inUse(context: CommandContext, { key }: PatchOperation, undoes: Applying['undoes']) {
  const made = undoes?.operations.find((one) => one.key === key)
  if (!made) return null
  const { definition, id } = effective(made)
  const reason = definition.inUse?.reason(context, id) ?? null
  return reason === null ? null : { reason, conflicts: [] }
}

/** What an operation that is still to come finds: what the patch has made, or changed, since it was proposed. */
function keepUp(context: CommandContext, operation: PatchOperation, done: readonly PatchOperation[]): PatchOperation {
  if (operation.status !== 'pending' && operation.status !== 'accepted') return operation
  const { definition, id } = effective(operation)
  let before: Values = { ...beforeOf(context, operation), ...operation.before }
  for (const other of done) {
    const { definition: theirs, id: theirId } = effective(other)
    if (theirs.kind !== definition.kind || theirId !== id) continue
    const same = Object.keys(before).filter((field) => sameJson(before[field], other.before[field]))
    before = { ...before, ...pick(other.after ?? {}, same) }
  }
  return { ...operation, before }
}
