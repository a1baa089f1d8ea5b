import { wilsonLimit } from '../statistics/wilson-limit.ts'

/** The lower end of the 95 % interval of a share, which is the confidence of a suggestion. */
export const wilsonLowerBound = (hits: number, all: number): number => wilsonLimit(hits, all, 1.96)

/** How likely chance alone gives `hits` or more of `all` when each has the probability `chance`: the upper tail of the binomial distribution. */
export function chanceOfAtLeast(hits: number, all: number, chance: number): number {
  if (hits <= 0) return 1
  if (chance <= 0) return 0
  if (chance >= 1) return 1
  let tail = 0
  for (let n = hits; n <= all; n++)
    tail += Math.exp(logChoose(all, n) + n * Math.log(chance) + (all - n) * Math.log1p(-chance))
  return Math.min(1, tail)
}

/** The natural logarithm of the number of ways to choose `some` of `all`. */
export function logChoose(all: number, some: number): number {
  let sum = 0
  for (let n = 1; n <= some; n++) sum += Math.log(all - some + n) - Math.log(n)
  return sum
}

/** The value that at least so many of all have (a share of 1); undefined when none is that frequent. */
export function prevailing<T>(values: readonly T[], share: number): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  for (const [value, count] of counts) if (count >= share * values.length) return value
  return undefined
}
