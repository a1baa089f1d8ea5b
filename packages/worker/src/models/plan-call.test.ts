import { Models, readModelsConfig } from '@orchestrator/models'
import { expect, test } from 'vitest'
import { planCall, shapeOf } from './plan-call.ts'

test.each([
  [0, 'nothing of the budget is left'],
  [0.000_04, 'nothing of the budget is left'],
  [0.0002, 'no model answers for the $0.0002 that are left'],
])('what is left is said, or that it is nothing: %d', async (leftUsd, words) => {
  const models = new Models(readModelsConfig({ ORCHESTRATOR_MODELS_OPENAI_KEY: 'k' }))
  const messages = [{ role: 'user' as const, content: 'Plan it.' }]
  const shaped = await shapeOf({ workspaceId: 'w', taskType: 'planner', messages })
  const plan = () => planCall(models, shaped, { leftUsd, unspentUsd: leftUsd, degrade: false })
  expect(plan).toThrow(words)
})
