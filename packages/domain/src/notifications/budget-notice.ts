import type { DomainEvent } from '../events/catalogue.ts'
import type { Notice, Tell } from './notices.ts'

type BudgetEvent = Extract<DomainEvent, { type: 'model_budget.warned' | 'model_budget.exceeded' }>

/** Of a budget every ADMIN is told: it is theirs to change. */
export function budgetNotice({ type, modelBudget, since }: BudgetEvent, tell: Tell): (memberId: string) => Notice {
  const { id, agent, projectId, period, limitUsd, warnAt, atLimit } = modelBudget
  const whose = agent !== null ? `the agent ${agent}` : projectId !== null ? 'a project' : 'this workspace'
  const limit = `$${limitUsd} that ${whose} may spend on models in the ${period} from ${since} on`
  const [title, next] =
    type === 'model_budget.warned'
      ? [`${Math.round(warnAt * 100)}% are spent of the ${limit}`, 'When all of it is spent']
      : [`All is spent of the ${limit}`, `Until the ${period} ends`]
  const what = atLimit === 'stop' ? 'no model is asked' : 'only models of grade 1 are asked'
  return tell('model_budget', title, `${next}, ${what}.`, { type: 'model_budget', id })
}
