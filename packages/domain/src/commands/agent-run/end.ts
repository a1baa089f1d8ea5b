import * as z from 'zod'
import { agentRunLimits, charactersOf } from '../../agents/run-limits.ts'
import { AgentUsage } from '../../entities/agent-run.ts'
import { deriveId, Id } from '../../ids.ts'
import { RunError } from '../../run-error.ts'
import { defineCommand } from '../definition.ts'
import { answerComment } from './answer-comment.ts'
import { updateRun } from './emit.ts'
import { ownRun } from './open-run.ts'

/** Not public: a run says so of itself. It takes no right to be told. */
export const endAgentRun = defineCommand({
  type: 'agent_run.end',
  summary: 'Tell that an agent’s run has completed, failed or was canceled',
  public: false,
  data: z.strictObject({
    id: Id,
    status: z.enum(['completed', 'failed', 'canceled']),
    output: z
      .json()
      .refine((output) => charactersOf(output) <= agentRunLimits.output, `${agentRunLimits.output} characters at most`)
      .optional(),
    error: RunError.omit({ stack: true }).optional(),
    usage: AgentUsage,
    patchIds: z.array(z.uuid()).max(1_000),
  }),
  needs: ({ id }) => [
    { kind: 'agent_run', ids: [id], write: true },
    { kind: 'task', of: { kind: 'agent_run', field: 'taskId', ids: [id] } },
    { kind: 'project', of: { kind: 'agent_run', field: 'projectId', ids: [id] } },
    { kind: 'comment', ids: [deriveId(id, 'answer')] },
  ],
  decide({ id, status, output = null, error = null, usage, patchIds }, context) {
    ownRun(context, id)
    const end = { status, output, error: error as never, usage, patchIds, waits: [], endedAt: context.now }
    const ended = updateRun(context, id, end, { type: `agent_run.${status}` })
    answerComment(context, context.get('agent_run', id))
    return ended
  },
})
