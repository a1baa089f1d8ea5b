import { evaluateLearning, LearningEvaluation } from '@orchestrator/domain'
import { readDecisions } from '@orchestrator/store'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'

export const evaluateWorkspaceLearning = defineRoute({
  method: 'get',
  path: '/v1/learning/evaluation',
  operationId: 'evaluateLearning',
  tag: 'Learning',
  summary: 'Replay the workspace’s decisions, and say whether what is learnt of them forecasts later ones',
  description:
    'The last three in ten decisions are forecast, each from those before it alone: by what was learnt, by the base rate, by what authors said, and after their outcomes were shuffled. With too little to say anything, it says so.',
  access: 'read',
  answer: { status: 200, description: 'How good the forecasts were', schema: LearningEvaluation },
  async handle({ api, c, workspaceId }) {
    const decisions = await read(api, workspaceId, (tx) => readDecisions(tx, workspaceId))
    return c.json(evaluateLearning(decisions))
  },
})
