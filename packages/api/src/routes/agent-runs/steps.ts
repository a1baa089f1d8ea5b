import { AgentStep, AppError } from '@orchestrator/domain'
import { readAgentRun, listAgentSteps as readSteps } from '@orchestrator/store'
import * as z from 'zod'
import { hidden, seenRuns } from '../../agents/visible-runs.ts'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { agentRuns } from './resource.ts'

export const listAgentSteps = defineRoute({
  method: 'get',
  path: `${agentRuns.path}/{id}/steps`,
  operationId: 'listAgentSteps',
  tag: agentRuns.tag,
  summary: 'List what an agent’s run did: each answer of a model, each call of a tool',
  description:
    'What went in and what came out (`input`, `output`) is shown to whoever started the run, as far as their scopes reach, and with `audit.read`: an agent reads with their rights. To others it is `…`.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'All steps', schema: z.object({ items: z.array(AgentStep) }) },
  problems: [404],
  async handle({ api, c, identity, workspaceId, params: { id } }) {
    const run = await readAgentRun(api.store, workspaceId, id)
    if (!run) throw new AppError('not_found', `there is no run of an agent ${id}`)
    const steps = await readSteps(api.store, { workspaceId, runId: id })
    const seen = await seenRuns({ api, identity }, [run])
    return c.json({ items: seen.has(id) ? steps : steps.map((step) => ({ ...step, input: hidden, output: hidden })) })
  },
})
