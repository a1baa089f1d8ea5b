const [second, minute, hour] = [1_000, 60_000, 3_600_000]

/** The pauses that the Standard Webhooks specification names; together some three days. */
export const standardPauses: readonly number[] = [
  ...[5 * second, 5 * minute, 30 * minute],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
]

const jitter = 0.1
const longestWish = 24 * hour

/**
 * How long to wait after a failed attempt, so that receivers that come back are not met by all at once.
 * @param step how many attempts failed before this one
 * @param wishMs what the receiver asked for
 * @returns null: it was the last attempt
 */
export function pauseAfter(
  step: number,
  wishMs: number | undefined,
  pauses: readonly number[] = standardPauses,
  random: () => number = Math.random,
): number | null {
  const pause = pauses[step]
  if (pause === undefined) return null
  const spread = pause * (1 + jitter * (2 * random() - 1))
  return Math.round(Math.max(spread, Math.min(wishMs ?? 0, longestWish)))
}
