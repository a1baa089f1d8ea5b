import { cut, cutJson, withoutEmpty } from '@orchestrator/agents'
import { type AgentRun, AppError, Id } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { visibleRun } from '../../agents/visible-runs.ts'
import { storeOf } from '../caller.ts'
import { defineActingTool } from './definition.ts'

const rest = 'the API has all'

export const getAgentRun = defineActingTool({
  name: 'get_agent_run',
  title: 'See how far an agent is',
  description:
    'Shows a run of an agent: its status, what it waits for, its answer once it has ended, the patches that it proposed, and what it cost. While it is queued or running, ask again after some seconds.',
  permission: 'workspace.read',
  input: z.strictObject({ runId: Id.describe('as start_agent gave it') }),
  hints: { readOnlyHint: true, destructiveHint: false },
  async run(caller, { runId }) {
    const { workspaceId } = caller.identity.principal
    const found = await storeOf(caller).read(workspaceId, (tx) => getEntity(tx, workspaceId, 'agent_run', runId))
    if (!found) throw new AppError('not_found', `there is no run of an agent ${runId}`)
    const run = await visibleRun(caller, found as unknown as AgentRun)
    const { id, agent, status, projectId, taskId, patchIds, usage, createdAt, startedAt, endedAt } = run
    return withoutEmpty({
      ...{ id, agent, status, projectId, taskId, patchIds, usage, createdAt, startedAt, endedAt },
      prompt: cut(run.prompt, 500, rest),
      waits: run.waits.map(({ kind, tool, approvalId }) => withoutEmpty({ kind, tool, approvalId })),
      output: typeof run.output === 'string' ? cut(run.output, 12_000, rest) : cutJson(run.output, 12_000, rest),
      error: run.error && { code: run.error.code, message: cut(run.error.message, 500, rest) },
    })
  },
})
