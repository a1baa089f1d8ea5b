import { ModelError, type Models, modelErrorCodes } from '@orchestrator/models'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'

const Pings = z
  .object({
    items: z.array(
      z.object({
        provider: z.string(),
        model: z.string(),
        latencyMs: z.number(),
        costUsd: z.number().nullable().meta({ description: 'null: not known' }),
        error: z
          .object({ code: z.enum(modelErrorCodes), status: z.int(), message: z.string() })
          .nullable()
          .meta({ description: 'null: it answered' }),
      }),
    ),
  })
  .meta({ id: 'ModelPings' })

export const pingModels = defineRoute({
  method: 'post',
  path: '/v1/models/ping',
  operationId: 'pingModels',
  tag: 'Models',
  summary: 'Ask the cheapest model of each provider for one word, to see that key and address are right',
  description: 'Needs the permission workspace.edit, since each call costs a little.',
  access: 'write',
  answer: { status: 200, description: 'What came of it', schema: Pings },
  async handle({ api, c, identity }) {
    requirePermission(identity, 'workspace.edit')
    const chain = api.models.defaultChain('low')
    const cheapest = Object.keys(api.models.config.providers).flatMap(
      (provider) => chain.find((model) => model.startsWith(`${provider}/`)) ?? [],
    )
    return c.json({ items: await Promise.all(cheapest.map((model) => ping(api.models, model, c.req.raw.signal))) })
  },
})

async function ping(
  models: Models,
  model: string,
  signal: AbortSignal,
): Promise<z.input<typeof Pings>['items'][number]> {
  const startedAt = Date.now()
  const provider = model.slice(0, model.indexOf('/'))
  const messages = [{ role: 'user', content: 'Answer with the word: ok' }] as const
  try {
    // Models that think before they answer need room for that.
    const { latencyMs, costUsd } = await models.call({ chain: [model], messages, maxOutput: 512, signal })
    return { provider, model, latencyMs, costUsd, error: null }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    const { code, status, message, attempts } = error
    const costUsd = attempts[0]?.costUsd ?? 0
    return { provider, model, latencyMs: Date.now() - startedAt, costUsd, error: { code, status, message } }
  }
}
