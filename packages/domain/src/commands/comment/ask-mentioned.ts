import { builtInAgent } from '../../agents/built-in/index.ts'
import { mentionedAgents } from '../../agents/mentioned-agents.ts'
import type { Comment } from '../../entities/comment.ts'
import type { Task } from '../../entities/task.ts'
import { AppError } from '../../errors.ts'
import { deriveId } from '../../ids.ts'
import { shortened } from '../../storable-text.ts'
import { startRun } from '../agent-run/start-run.ts'
import type { CommandContext, Need } from '../definition.ts'

/** Of a prompt, in characters. */
const mostPrompt = 50_000

export const needsOfMentions = (body: string): Need[] => (mentionedAgents(body).length > 0 ? [{ all: 'agent' }] : [])

/**
 * Starts a run of each agent that a comment mentions, with the rights of whoever wrote it. Only people ask so: what a run or a connected
 * service writes may quote what anybody said, and who accepts a patch has not written its comments. Without the right to run automations, the comment is a comment.
 */
export function askMentioned(
  context: CommandContext,
  { id, body }: Comment,
  { identifier, title, id: taskId }: Task,
): void {
  const { type } = context.actor
  if (context.proposed) return
  if (type !== 'user' && type !== 'api_key') return
  for (const agent of mentionedAgents(body)) {
    const own = context.findBy('agent', { name: agent })
    if (own ? !own.enabled : !builtInAgent(agent)) continue
    const prompt = shortened(`A comment on the task ${identifier} (“${title}”) asks you:\n\n${body}`, mostPrompt)
    const named = { id: deriveId(id, 'agent_run', agent), agent, prompt, taskId, commentId: id }
    const asked = { ...named, agents: [], callerTools: [], projectId: null }
    try {
      context.attempt(() => startRun(context, asked))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  }
}
