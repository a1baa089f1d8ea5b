import { Complexity, howToAdd, type Models, priceSource } from '@orchestrator/models'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'

const perMillion = z.number().meta({ description: 'USD for a million tokens' })

const ModelsView = z
  .object({
    hint: z.string().nullable().meta({ description: 'what to do so that there are models; null: there are' }),
    providers: z.array(
      z.object({
        id: z.string(),
        speaks: z.enum(['openai', 'anthropic', 'google', 'mistral', 'openai-compatible']),
      }),
    ),
    models: z.array(
      z.object({
        name: z.string().meta({ description: 'provider/model' }),
        provider: z.string(),
        grade: z.union([z.literal(1), z.literal(2), z.literal(3)]).meta({
          description: '1: for simple work, 3: for the hardest',
        }),
        contextWindow: z.int().nullable().meta({ description: 'in tokens; null: not known' }),
        price: z
          .object({
            input: perMillion,
            output: perMillion,
            from: z.enum(['settings', 'catalogue']),
          })
          .nullable()
          .meta({ description: 'null: not known' }),
        health: z
          .object({
            state: z.enum(['closed', 'open', 'half_open']).meta({ description: 'open: not asked, since it failed' }),
            waitMs: z.number().meta({ description: 'for how long it is not asked' }),
            latencyMs: z.number().nullable().meta({ description: 'of its answers, weighted to the latest' }),
          })
          .meta({ description: 'as this process of the API saw it' }),
      }),
    ),
    routes: z.array(
      z.object({
        route: z
          .string()
          .meta({ description: 'task type and complexity; `*`: every task type without one of its own' }),
        chain: z.array(z.string()).meta({ description: 'the models in the order in which they are asked' }),
        configured: z.boolean(),
      }),
    ),
    prices: z
      .object({ source: z.string(), url: z.string(), asOf: z.iso.date() })
      .meta({ description: 'where the prices of the catalogue are from' }),
  })
  .meta({ id: 'Models' })

export const showModels = defineRoute({
  method: 'get',
  path: '/v1/models',
  operationId: 'showModels',
  tag: 'Models',
  summary: 'See which language models may be asked, what they cost, how they do and in which order they are asked',
  access: 'read',
  answer: { status: 200, description: 'All of them', schema: ModelsView },
  handle: ({ api, c }) => c.json(viewOf(api.models)),
})

function viewOf(models: Models): z.input<typeof ModelsView> {
  const { name: source, url, asOf } = priceSource
  return {
    hint: models.all.size === 0 ? howToAdd : null,
    providers: Object.entries(models.config.providers).map(([id, { vendor }]) => ({
      id,
      speaks: vendor ?? 'openai-compatible',
    })),
    models: [...models.all.values()].map((model) => ({
      ...{ name: model.name, provider: model.provider, grade: model.grade, contextWindow: model.contextWindow },
      price: models.priceOf(model),
      health: models.healthOf(model.name),
    })),
    routes: [
      ...Object.entries(models.config.settings.routes).map(([route, chain]) => ({ route, chain, configured: true })),
      ...Complexity.options.map((complexity) => ({
        route: `*.${complexity}`,
        chain: [...models.defaultChain(complexity)],
        configured: false,
      })),
    ],
    prices: { source, url, asOf },
  }
}
