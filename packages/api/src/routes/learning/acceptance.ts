import { AcceptanceSummary, Id, summarizeAcceptance } from '@orchestrator/domain'
import { countPolicyDecisions, readDecisions } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'

export const getAcceptance = defineRoute({
  method: 'get',
  path: '/v1/learning/acceptance',
  operationId: 'getAcceptance',
  tag: 'Learning',
  summary: 'Show what people accept of what is proposed to them',
  description:
    'By kind of recommendation, project and member, and by agent with what its stated confidence was worth. Of the newest 5,000 decisions of people; those of policies and automations are counted apart.',
  access: 'read',
  query: z.strictObject({ projectId: Id.optional() }),
  answer: { status: 200, description: 'What was decided, and what is expected', schema: AcceptanceSummary },
  async handle({ api, c, workspaceId, query }) {
    const [decisions, policies] = await read(api, workspaceId, (tx) =>
      Promise.all([readDecisions(tx, workspaceId, query), countPolicyDecisions(tx, workspaceId, query)]),
    )
    return c.json(summarizeAcceptance(decisions, policies, Date.now()))
  },
})
