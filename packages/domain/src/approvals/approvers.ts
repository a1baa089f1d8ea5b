import type { CommandContext } from '../commands/definition.ts'
import type { Approval, Approvers } from '../entities/approval.ts'
import { AppError } from '../errors.ts'
import { Role } from '../permissions.ts'

/** Highest first. */
const reaches = (role: Role | undefined, least: Role | null): boolean =>
  role !== undefined && least !== null && Role.options.indexOf(role) <= Role.options.indexOf(least)

export const namesNobody = ({ memberIds, role, projectRole, assignee, lead }: Approvers): boolean =>
  memberIds.length === 0 && role === null && projectRole === null && !assignee && !lead

/** Whether the caller is one of those who are asked, by their roles and the task's assignee as they are now. */
export function isApprover(context: CommandContext, { from, taskId, projectId }: Approval): boolean {
  const { memberId } = context.actor
  if (from.memberIds.includes(memberId)) return true
  const role = context.find('member', memberId)?.role
  if (reaches(role, from.role)) return true
  if (from.assignee && taskId !== null && context.find('task', taskId)?.assigneeId === memberId) return true
  if (projectId === null) return false
  if (from.lead && context.find('project', projectId)?.leadId === memberId) return true
  const inProject = role === 'ADMIN' ? role : (context.findBy('project_member', { projectId, memberId })?.role ?? role)
  return reaches(inProject, from.projectRole)
}

/** @throws AppError `forbidden` for whoever is not asked, and for whoever would approve their own doing */
export function requireApprover(context: CommandContext, approval: Approval): void {
  const { type, memberId } = context.actor
  if (type !== 'user' && type !== 'api_key')
    throw new AppError('forbidden', 'an approval is answered by a person, not by an automation')
  if (approval.excludedIds.includes(memberId))
    throw new AppError('forbidden', 'nobody approves what they themselves asked for or set off', {
      details: { reason: 'self' },
    })
  if (!isApprover(context, approval))
    throw new AppError('forbidden', 'you are not among those who are asked', { details: { reason: 'not_asked' } })
}
