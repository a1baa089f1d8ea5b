import * as z from 'zod'

export const ModelUsageGrouping = z.enum(['day', 'agent', 'model', 'project', 'purpose'])
export type ModelUsageGrouping = z.infer<typeof ModelUsageGrouping>

const count = z.int().min(0)

const ModelUsageTotals = z.strictObject({
  calls: count,
  cached: count.meta({ description: 'of these, answered again without a model' }),
  coalesced: count.meta({
    description: 'of the cached, with an answer for which another call was waiting at that moment',
  }),
  failed: count.meta({ description: 'of these, without an answer' }),
  hitRate: z.number().min(0).max(1).nullable().meta({ description: 'cached / calls; null: there were none' }),
  inputTokens: count,
  cachedInputTokens: count.meta({ description: 'part of inputTokens, which the provider had in its own cache' }),
  outputTokens: count,
  costUsd: z.number().meta({ description: 'of the calls whose price is known' }),
  unpriced: count.meta({ description: 'calls whose price is not known' }),
  lost: count.meta({ description: 'tries whose process ended first: they may have cost something' }),
  savedUsd: z.number().meta({ description: 'what cached answers had cost' }),
  savedMs: count.meta({ description: 'what cached answers had taken' }),
  latencyMs: z.number().nullable().meta({ description: 'of answers by models, in the mean; null: there were none' }),
})

/** What models were asked, and what it took. */
export const ModelUsage = z
  .strictObject({
    groupBy: ModelUsageGrouping,
    timeZone: z.string().meta({ description: 'the workspace’s, in which days begin and end' }),
    total: ModelUsageTotals.meta({ description: 'of all groups, also of those beyond the first 1,000' }),
    items: z.array(z.strictObject({ key: z.string().nullable(), ...ModelUsageTotals.shape })).meta({
      description:
        '`key`: a day, an agent, a model, the id of a project, or a type of task; null: of none. Days in order, all else with the highest cost first; at most 1,000',
    }),
  })
  .meta({ id: 'ModelUsage' })
export type ModelUsage = z.infer<typeof ModelUsage>
