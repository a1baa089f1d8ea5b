const second = 1_000
const units: Readonly<Record<string, number>> = {
  ms: 1,
  second,
  minute: 60 * second,
  hour: 3_600 * second,
  day: 86_400 * second,
  week: 7 * 86_400 * second,
}

/** A length of time as people write it: `30 seconds`, `1.5 hours`, `2 days`. A day is 24 hours. */
export const durationPattern = /^(\d+(?:\.\d+)?) (ms|(?:second|minute|hour|day|week)s?)$/

/** Its milliseconds; undefined for what is no length of time. Without a schema library: playbooks ship with it. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit = ''] = durationPattern.exec(text) ?? []
  const length = units[unit] ?? units[unit.replace(/s$/, '')]
  return length === undefined ? undefined : Math.round(Number(amount) * length)
}
