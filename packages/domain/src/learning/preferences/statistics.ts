import { wilsonLimit } from '../../statistics/wilson-limit.ts'

/** The lower limit of the share of which `yes` of `all` were seen, at 95 % on this one side. */
export const leastShare = (yes: number, all: number): number => wilsonLimit(yes, all, 1.645)

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0]
  return sorted.length % 2 === 0 ? (low + high) / 2 : high
}
