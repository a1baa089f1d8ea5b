import { Complexity, countTokens, estimateComplexity, TaskType } from '@orchestrator/models'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'

const count = z.int().min(0).max(100_000).default(0)

const Body = z.strictObject({
  taskType: TaskType,
  complexity: Complexity.optional().meta({ description: 'by default judged by what is said of the task' }),
  text: z.string().max(500_000).default('').meta({ description: 'what the model is given; counted and not kept' }),
  contextTokens: z.int().min(0).max(10_000_000).default(0).meta({ description: 'given beside the text' }),
  maxOutput: z.int().min(1).max(1_000_000).default(2_000).meta({ description: 'what it may answer, in tokens' }),
  items: count.meta({ description: 'things to work through' }),
  constraints: count.meta({ description: 'conditions that the result has to meet' }),
  tools: count.meta({ description: 'tools to choose from' }),
  latency: z.enum(['any', 'fast']).default('any').meta({ description: 'fast: by measured latency before price' }),
  budgetLeft: z.number().min(0).max(1_000_000).optional().meta({ description: 'in USD' }),
})

const Selection = z
  .object({
    route: z.string(),
    configured: z.boolean().meta({ description: 'whether the settings say the order' }),
    complexity: Complexity,
    tokens: z.int().meta({ description: 'given to the model, an estimate' }),
    chain: z.array(z.string()).meta({ description: 'in the order in which they are asked; empty: none can be' }),
    candidates: z.array(
      z.object({
        model: z.string(),
        taken: z.boolean(),
        reason: z.string(),
        costUsd: z.number().nullable().meta({ description: 'what the call costs at most; null: not known' }),
      }),
    ),
  })
  .meta({ id: 'ModelSelection' })

export const selectModels = defineRoute({
  method: 'post',
  path: '/v1/models/select',
  operationId: 'selectModels',
  tag: 'Models',
  summary: 'See which models a task would be given to, and why; none is asked',
  access: 'read',
  body: Body,
  bodyExample: { taskType: 'planner', contextTokens: 12_000, items: 40, constraints: 3 },
  answer: { status: 200, description: 'The chain and its reasons', schema: Selection },
  async handle({ api, c, body }) {
    const { taskType, maxOutput, items, constraints, tools, latency, budgetLeft } = body
    const tokens = body.contextTokens + (await countTokens(body.text))
    const complexity = body.complexity ?? estimateComplexity({ tokens, items, constraints, tools })
    const asked = { taskType, complexity, contextTokens: tokens, maxOutput, latency, budgetLeft }
    return c.json({ ...api.models.selectOptimalModel(asked), complexity, tokens })
  },
})
