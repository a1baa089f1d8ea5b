import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { snapshotOf } from '../entities.ts'

/** Told by whoever asks models, once for each period, level and limit: its id says so. */
export const tellModelBudget = defineCommand({
  type: 'model_budget.tell',
  summary: 'Tell that a budget for models is nearly spent, or spent',
  public: false,
  data: z.strictObject({
    id: Id,
    level: z.enum(['warned', 'exceeded']),
    since: z.iso.date().meta({ description: 'the first day of the period' }),
    limitUsd: z.number().min(0),
  }),
  needs: ({ id }) => [{ kind: 'model_budget', ids: [id] }],
  decide({ id, level, since, limitUsd }, context) {
    const budget = context.get('model_budget', id, 'id')
    context.allow('workspace.read')
    // Of a limit that was changed meanwhile the next call tells.
    if (budget.limitUsd === limitUsd)
      context.emit({
        ...{ type: `model_budget.${level}`, subject: { type: 'model_budget', id }, projectId: budget.projectId },
        data: { modelBudget: snapshotOf(budget), since },
      })
    return { kind: 'model_budget', id, version: budget.version }
  },
})
