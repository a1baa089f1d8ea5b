const msADay = 86_400_000

/** How much was seen and how much of that was a yes, both as of an instant (ms since 1970, UTC). */
export interface DecayedCount {
  readonly yes: number
  readonly all: number
  readonly at: number
}

export const nothingSeen: DecayedCount = { yes: 0, all: 0, at: 0 }

/**
 * The counts of a Beta-Bernoulli model with exponential forgetting: what was seen `d` days ago weighs `2^(-d / halfLifeDays)`.
 * Source: V. Raj and S. Kalyani, Taming non-stationary bandits: a Bayesian approach, 2017 (arXiv:1707.09727), with time in the place of steps.
 */
export function decayTo(count: DecayedCount, at: number, halfLifeDays: number): DecayedCount {
  if (count.all === 0 || at <= count.at) return count
  const weight = 2 ** (-(at - count.at) / (halfLifeDays * msADay))
  return { yes: count.yes * weight, all: count.all * weight, at }
}

/** The count after one thing more was seen. What comes late (before `count.at`) counts in full: its order does not matter. */
export function countOne(count: DecayedCount, yes: boolean, at: number, halfLifeDays: number): DecayedCount {
  const past = decayTo(count, at, halfLifeDays)
  return { yes: past.yes + (yes ? 1 : 0), all: past.all + 1, at: Math.max(past.at, at) }
}
