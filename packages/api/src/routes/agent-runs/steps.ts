import { AgentStep, AppError } from '@orchestrator/domain'
import { getEntity, listAgentSteps as readSteps } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { agentRuns } from './resource.ts'

export const listAgentSteps = defineRoute({
  method: 'get',
  path: `${agentRuns.path}/{id}/steps`,
  operationId: 'listAgentSteps',
  tag: agentRuns.tag,
  summary: 'List what an agent’s run did: each answer of a model, each call of a tool',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'All steps', schema: z.object({ items: z.array(AgentStep) }) },
  problems: [404],
  async handle({ api, c, workspaceId, params: { id } }) {
    const run = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'agent_run', id))
    if (!run) throw new AppError('not_found', `there is no run of an agent ${id}`)
    return c.json({ items: await readSteps(api.store, { workspaceId, runId: id }) })
  },
})
