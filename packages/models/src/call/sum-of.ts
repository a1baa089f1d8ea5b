import type { Usage } from '../catalogue/price.ts'
import type { Attempt } from '../model-error.ts'

export const nothing: Usage = { input: 0, cachedInput: 0, output: 0 }

export const added = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  cachedInput: a.cachedInput + b.cachedInput,
  output: a.output + b.output,
})

/** What attempts took together. Without a price of one of them nobody knows what they cost. */
export function sumOf(attempts: readonly Attempt[]): { usage: Usage; costUsd: number | null } {
  return {
    usage: attempts.map(({ usage }) => usage).reduce(added, nothing),
    costUsd: attempts.reduce<number | null>(
      (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
      0,
    ),
  }
}
