import type { CommandContext, LoadedRows } from '../commands/definition.ts'
import type { Patch, PatchOperation } from '../entities/patch.ts'
import type { PatchPolicy } from '../entities/patch-policy.ts'
import { Role } from '../permissions.ts'
import { effective } from './effective.ts'
import type { Values } from './values.ts'

/**
 * An agent made it. Whoever proposes says so, and need not prove it: what a policy applies, it applies with the rights and scopes of
 * whoever proposes, so saying so gives nobody more than they may do anyway.
 */
export const isByAgent = ({ author }: Pick<Patch, 'author'>): boolean => (author?.agent ?? null) !== null

/** Which policy covers which operation, by key. */
export function coveredOperations(
  context: CommandContext,
  { author, operations }: Pick<Patch, 'author' | 'operations'>,
): ReadonlyMap<string, string> {
  const covered = new Map<string, string>()
  if (!isByAgent({ author })) return covered
  const policies = context
    .all('patch_policy')
    .filter((policy) => policy.enabled && (policy.agent ?? author?.agent) === author?.agent)
  for (const operation of operations) {
    const policy = policies.find((one) => covers(context, one, operation, operations))
    if (policy) covered.set(operation.key, policy.id)
  }
  return covered
}

function covers(
  context: CommandContext,
  { commands, minConfidence, projectId, role }: PatchPolicy,
  operation: PatchOperation,
  operations: readonly PatchOperation[],
): boolean {
  if (!commands.includes(operation.command) || (operation.confidence ?? 0) < minConfidence) return false
  const where = projectOf(context, operation, operations)
  return (projectId === null || projectId === where) && reaches(context, role, where)
}

/** By the acting member's role there, as rights are. */
function reaches(context: CommandContext, least: Role, projectId: string | null): boolean {
  const { memberId } = context.actor
  const member = context.find('member', memberId)
  if (!member) return false
  const own = projectId === null ? undefined : context.findBy('project_member', { projectId, memberId })?.role
  const role = member.role === 'ADMIN' ? member.role : (own ?? member.role)
  return Role.options.indexOf(role) <= Role.options.indexOf(least)
}

/** The project in which an operation changes something; null: none, or the workspace. */
export function projectOf(
  rows: Pick<LoadedRows, 'find'>,
  operation: Pick<PatchOperation, 'command' | 'data' | 'edited'>,
  operations: readonly Pick<PatchOperation, 'command' | 'data' | 'edited'>[],
): string | null {
  const { definition, data, id } = effective(operation)
  const place = definition.effect === 'make' ? definition.target(data) : { kind: definition.kind, id }
  if (place === null) return null
  if (place.kind === 'project') return place.id
  const row = rows.find(place.kind as 'task', place.id) as Values | undefined
  if (row) return (row['projectId'] as string | undefined) ?? null
  const maker = operations.find(
    (one) => one !== operation && effective(one).id === place.id && effective(one).definition.effect === 'make',
  )
  return maker ? projectOf(rows, maker, operations) : null
}
