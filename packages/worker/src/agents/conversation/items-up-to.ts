import type { AgentStep } from '@orchestrator/domain'
import type { Json } from '@orchestrator/sdk/runtime'
import type { ModelQuestion } from '../../activities/agent-contract.ts'

/** What a model's answer is kept as, beside what people see of it. */
export interface KeptAnswer {
  readonly items: readonly Json[]
  readonly inputTokens: number
  readonly outputTokens: number
  /** In USD, a decimal number; null: no price is known. */
  readonly costUsd: string | null
  readonly cached: boolean
}

/** A whole conversation up to a question: what was sent with the questions before it, each followed by its answer. */
export function itemsUpTo(
  steps: readonly AgentStep[],
  { after, items }: Pick<ModelQuestion, 'after' | 'items'>,
): Json[] {
  if (after === null) return [...items]
  const before = steps.find(({ n }) => n === after)
  if (before?.kind !== 'model' || before.status !== 'completed')
    throw new Error(`step ${after} of the run, which the conversation goes on from, is not there`)
  return [...itemsUpTo(steps, before.input as ModelQuestion), ...(before.output as KeptAnswer).items, ...items]
}
