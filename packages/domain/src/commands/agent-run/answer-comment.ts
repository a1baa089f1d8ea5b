import type { AgentRun } from '../../entities/agent-run.ts'
import { AppError } from '../../errors.ts'
import { deriveId } from '../../ids.ts'
import { may } from '../../permissions.ts'
import { shortened } from '../../storable-text.ts'
import { addComment } from '../comment/add-comment.ts'
import type { CommandContext } from '../definition.ts'

/** Of a comment, and of the reason for a failure in one, in characters. */
const [mostBody, mostReason] = [50_000, 300]

/**
 * A run that a comment asked for answers with a comment on the same task, in the transaction of its end: so there is one. Where the task
 * is gone or archived, or whoever asked may not comment there any more, the answer stands in the run alone. Who has cancelled it knows that there is none.
 */
export function answerComment(context: CommandContext, { id, agent, source, ...end }: AgentRun): void {
  if (source.kind !== 'comment' || end.status === 'canceled') return
  if (!mayComment(context, source.taskId)) return
  const text =
    end.status === 'completed'
      ? textOf(end.output)
      : `It could not answer: ${shortened((end.error?.message ?? 'it failed').replace(/\s+/g, ' '), mostReason)}`
  // Whoever asked is the comment's author, so it says itself who speaks.
  const body = shortened(`**${agent}:**\n\n${text}`, mostBody)
  try {
    const comment = { id: deriveId(id, 'answer'), taskId: source.taskId, body, externalAuthor: null }
    context.attempt(() => addComment(context, comment))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}

/** Asked for here: a run's end itself takes no right, for also one whose starter has left has to end. */
function mayComment(context: CommandContext, taskId: string): boolean {
  const { memberId } = context.actor
  const member = context.find('member', memberId)
  if (!member || member.removedAt) return false
  const own = context.all('project_member').filter((one) => one.memberId === memberId)
  const projectRoles = new Map(own.map(({ projectId, role }) => [projectId, role]))
  const rights = { role: member.role, projectRoles, scopes: context.scopes && new Set(context.scopes) }
  return may(rights, 'comment.create', context.find('task', taskId)?.projectId ?? null)
}

function textOf(output: unknown): string {
  if (typeof output !== 'string') return `\`\`\`json\n${JSON.stringify(output, null, 2)}\n\`\`\``
  return output.trim() || 'It ended without an answer.'
}
