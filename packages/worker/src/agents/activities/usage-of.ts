import type { AgentStep, AgentUsage } from '@orchestrator/domain'
import type { KeptAnswer } from '../conversation/items-up-to.ts'

/** Twelve places, as patches take it: models cost less than a millionth of a dollar for a token. */
const places = 12

/** What the models of a run used, by its steps. */
export function usageOf(steps: readonly AgentStep[]): AgentUsage {
  const answers = steps.flatMap(({ kind, status, output }) =>
    kind === 'model' && status === 'completed' ? (output as KeptAnswer) : [],
  )
  const costs = answers.map(({ costUsd }) => costUsd)
  return {
    calls: answers.length,
    inputTokens: answers.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: answers.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    costUsd: costs.includes(null) ? null : decimal(costs.reduce<number>((sum, cost) => sum + Number(cost), 0)),
  }
}

/** As costs are kept: a decimal number without an exponent. */
export const decimal = (usd: number): string => usd.toFixed(places).replace(/\.?0+$/, '')
