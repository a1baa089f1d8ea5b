import type { Figures } from './benchmark.ts'

/** The smallest value that at least this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** For a table: milliseconds with two decimals. */
export function latency(values: readonly number[], shares: readonly number[] = [0.5, 0.95, 0.99]): Figures {
  return Object.fromEntries([
    ...shares.map((share) => [`p${share * 100}Ms`, round(percentile(values, share), 2)]),
    ['samples', values.length],
  ])
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits))
}
