import { aKind } from '../commands/context/a-kind.ts'
import type { CommandContext } from '../commands/definition.ts'
import { wrong } from '../commands/task/validate.ts'
import type { Patch, PatchOperation } from '../entities/patch.ts'
import { AppError } from '../errors.ts'
import { sameJson } from '../merge.ts'
import { parse } from '../parse.ts'
import { effective } from './effective.ts'
import { namesIn } from './names.ts'
import { patchOperations } from './operations/catalogue.ts'
import { dependentsOf } from './order.ts'
import { beforeOf, isThere } from './plan-operations.ts'
import { pick, type Values } from './values.ts'

/** What a reviewer says of one operation. */
export interface OperationDecision {
  readonly key: string
  readonly decision: 'accept' | 'reject'
  /** Its data as the reviewer wants it; without it, it is as it was proposed. */
  readonly data?: Values | undefined
  readonly reason?: string | undefined
}

/**
 * Operations after a review. A rejection takes along what depends on it; a stale operation that is accepted is accepted as things are now.
 * @throws AppError naming the place as `decisions.<index>`
 */
export function decideOperations(
  context: CommandContext,
  { operations }: Pick<Patch, 'operations'>,
  decisions: readonly OperationDecision[],
): PatchOperation[] {
  const decided = new Map(operations.map((operation) => [operation.key, operation]))
  for (const [index, decision] of decisions.entries()) {
    const operation = decided.get(decision.key)
    if (!operation) throw wrong(`decisions.${index}.key`, 'the key of an operation of the patch', 'not_found')
    if (decisions.findIndex(({ key }) => key === decision.key) < index)
      throw wrong(`decisions.${index}.key`, 'each operation once', 'duplicate_key')
    if (operation.status === 'applied' || operation.status === 'undone')
      throw new AppError('invalid_state', `${decision.key} was applied already; undo the patch instead`, {
        fields: [
          { path: `decisions.${index}.key`, expected: 'an operation that is not applied', code: 'invalid_state' },
        ],
      })
    decided.set(decision.key, decide(context, operations, operation, decision, index))
  }
  const accepted = decisions.filter(({ decision }) => decision === 'accept').map(({ key }) => key)
  return withoutBasis(context, [...decided.values()], accepted, decisions)
}

function decide(
  context: CommandContext,
  operations: readonly PatchOperation[],
  operation: PatchOperation,
  { decision, data, reason }: OperationDecision,
  index: number,
): PatchOperation {
  const by = { decidedBy: context.actor, decidedAt: context.now, reason: reason ?? null }
  if (decision === 'reject') {
    if (data !== undefined) throw wrong(`decisions.${index}.data`, 'nothing: the operation is rejected')
    return { ...operation, ...by, status: 'rejected', edited: null, conflicts: [] }
  }
  const edited = data === undefined ? null : edit(context, operation, data, index)
  const next: PatchOperation = { ...operation, ...by, status: 'accepted', edited, conflicts: [] }
  const { definition, data: chosen } = effective(next)
  const now = beforeOf(context, next)
  // Fields that were not touched before are seen for the first time; of the others what was seen counts, but for what is accepted although it changed.
  const before = operation.status === 'stale' ? now : { ...now, ...pick(operation.before, Object.keys(now)) }
  // It may name what others of the patch make.
  const all = operations.map((one) => (one.key === next.key ? next : one))
  return { ...next, before, summary: definition.summary(chosen, namesIn(context, all)) }
}

/** Edited data is what the command takes, of the same thing and in the same place. */
function edit(context: CommandContext, operation: PatchOperation, data: Values, index: number): Values {
  const path = `decisions.${index}.data`
  const definition = patchOperations[operation.command]
  const parsed: Values = parse(
    definition.data,
    { id: operation.data['id'], ...data },
    operation.command,
    path.split('.'),
  )
  if (parsed['id'] !== operation.data['id']) throw wrong(`${path}.id`, 'the id that was proposed')
  if (!sameJson(definition.target(parsed), operation.target))
    throw wrong(path, 'the same target as was proposed; reject the operation and propose another')
  const missing = definition
    .refers(parsed)
    .find(
      (reference) => !sameJson(pathIn(operation.data, reference.path), reference.id) && !isThere(context, reference),
    )
  if (missing) throw wrong(`${path}.${missing.path}`, `the id of ${aKind(missing.kind)} of this workspace`, 'not_found')
  return parsed
}

const pathIn = (data: Values, path: string): unknown =>
  path.split('.').reduce<unknown>((value, part) => (value as Values | null | undefined)?.[part], data)

/** Nothing stays accepted whose basis is rejected. @throws AppError when both are asked for at once */
function withoutBasis(
  context: CommandContext,
  operations: readonly PatchOperation[],
  accepted: readonly string[],
  decisions: readonly OperationDecision[],
): PatchOperation[] {
  const rejected = operations.filter(({ status }) => status === 'rejected').map(({ key }) => key)
  const dependents = dependentsOf(operations, rejected)
  const torn = accepted.find((key) => dependents.has(key))
  if (torn !== undefined)
    throw wrong(
      `decisions.${decisions.findIndex(({ key }) => key === torn)}.decision`,
      'reject: what the operation depends on is rejected',
    )
  return operations.map((operation) => {
    if (!dependents.has(operation.key) || operation.status === 'rejected' || operation.status === 'applied')
      return operation
    const basis = rejected.find((key) => dependentsOf(operations, [key]).has(operation.key))
    return {
      ...operation,
      status: 'rejected',
      decidedBy: context.actor,
      decidedAt: context.now,
      reason: `it depends on ${basis}, which is rejected`,
      edited: null,
      conflicts: [],
    }
  })
}
