import type { Usage } from '../catalogue/price.ts'
import type { Attempt } from '../model-error.ts'

export const nothing: Usage = { input: 0, cachedInput: 0, output: 0 }

export const added = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  cachedInput: a.cachedInput + b.cachedInput,
  output: a.output + b.output,
})

/** What attempts took together. */
interface Sum {
  readonly usage: Usage
  /** In USD, of those whose price is known. */
  readonly costUsd: number
  /** Of one no price is known: they cost more than that. */
  readonly unpriced: boolean
}

export function sumOf(attempts: readonly Attempt[]): Sum {
  return {
    usage: attempts.map(({ usage }) => usage).reduce(added, nothing),
    costUsd: attempts.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
    unpriced: attempts.some(({ costUsd }) => costUsd === null),
  }
}
