import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

export const BudgetPeriod = z.enum(['day', 'month'])
export type BudgetPeriod = z.infer<typeof BudgetPeriod>

/** degrade: only models of the lowest grade are asked. stop: none is. */
export const AtLimit = z.enum(['degrade', 'stop'])
export type AtLimit = z.infer<typeof AtLimit>

/** What may be spent on models in each calendar day or month of the workspace's time zone. */
export const ModelBudget = z
  .strictObject({
    id: z.uuid(),
    projectId: z.uuid().nullable().meta({ description: 'only calls for this project; null: of all, and of none' }),
    agent: z.string().nullable().meta({ description: 'only calls of this agent; null: of any' }),
    period: BudgetPeriod,
    limitUsd: z.number().min(0),
    warnAt: z.number().min(0).max(1).meta({ description: 'the share of the limit from which ADMINs are warned' }),
    atLimit: AtLimit.meta({
      description: 'what happens when it is spent; degrade: only models of grade 1 are asked; stop: none is',
    }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'ModelBudget' })
export type ModelBudget = z.infer<typeof ModelBudget>
