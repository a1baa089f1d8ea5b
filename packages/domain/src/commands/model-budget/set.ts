import * as z from 'zod'
import { AtLimit, BudgetPeriod } from '../../entities/model-budget.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { snapshotOf } from '../entities.ts'

const data = z.strictObject({
  projectId: Id.nullable().default(null),
  agent: z.string().trim().min(1).max(200).nullable().default(null),
  period: BudgetPeriod.default('month'),
  limitUsd: z.number().min(0).max(1_000_000).meta({ description: 'in USD' }),
  warnAt: z.number().min(0).max(1).default(0.8).meta({ description: 'a share of the limit; 1: only when it is spent' }),
  atLimit: AtLimit.default('stop'),
})

/** There is one budget for the same project, agent and period, which is why it is set and not created. */
const idOf = ({ projectId, agent, period }: z.output<typeof data>): string =>
  deriveId('model_budget', projectId ?? '', agent ?? '', period)

export const setModelBudget = defineCommand({
  type: 'model_budget.set',
  summary: 'Say what models may cost in a day or a month, in the workspace, a project or of an agent',
  data,
  needs: (budget) => [
    { kind: 'model_budget', ids: [idOf(budget)], write: true },
    { kind: 'project', ids: [budget.projectId] },
  ],
  decide(budget, context) {
    if (budget.projectId !== null) context.get('project', budget.projectId, 'projectId')
    context.allow('workspace.edit')
    const id = idOf(budget)
    const changes = write(context, id, budget)
    const row = context.get('model_budget', id)
    if (changes)
      context.emit({
        ...{ type: 'model_budget.set', subject: { type: 'model_budget', id }, projectId: budget.projectId },
        data: { modelBudget: snapshotOf(row), changes: snapshotOf(changes) },
      })
    return { kind: 'model_budget', id, version: row.version }
  },
})

/** @returns what it changed, nothing of a new one; null: it is as it was */
function write(context: CommandContext, id: string, budget: z.output<typeof data>): object | null {
  const { limitUsd, warnAt, atLimit } = budget
  if (context.find('model_budget', id)) {
    const changes = context.update('model_budget', id, { limitUsd, warnAt, atLimit })
    return Object.keys(changes).length === 0 ? null : changes
  }
  context.insert('model_budget', { id, ...budget, version: 1, createdAt: context.now, updatedAt: context.now })
  return {}
}
