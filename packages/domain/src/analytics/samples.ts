/**
 * The p-th percentile by nearest rank: the smallest sample that at least p % of all do not exceed. Always one of the samples, and never
 * less than a lower percentile. null of no samples.
 *
 * Source: R. J. Hyndman and Y. Fan, “Sample Quantiles in Statistical Packages”, The American Statistician 50 (1996), definition 1,
 * https://doi.org/10.1080/00031305.1996.10473566
 * @param p above 0, at most 100
 */
export function percentile(samples: readonly number[], p: number): number | null {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.ceil((p / 100) * sorted.length) - 1] ?? null
}

/** By nearest rank, too: of an even number of samples the lower of the two in the middle. null of no samples. */
export const median = (samples: readonly number[]): number | null => percentile(samples, 50)

export const sum = (samples: readonly number[]): number => samples.reduce((total, one) => total + one, 0)

/** The arithmetic mean; null of no samples. */
export const mean = (samples: readonly number[]): number | null =>
  samples.length === 0 ? null : sum(samples) / samples.length

/**
 * The standard deviation of a sample, with n − 1; null of fewer than two.
 *
 * Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.6, https://www.itl.nist.gov/div898/handbook/eda/section3/eda356.htm
 */
export function deviation(samples: readonly number[]): number | null {
  const middle = mean(samples)
  if (middle === null || samples.length < 2) return null
  return Math.sqrt(sum(samples.map((one) => (one - middle) ** 2)) / (samples.length - 1))
}
