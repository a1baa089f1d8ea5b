const minute = 60_000

/**
 * Jira's index is some seconds behind, and its JQL knows whole minutes of the time zone of whoever asks: two minutes are asked again. Where
 * that zone puts its clocks back an hour comes twice, and JQL cannot tell which is meant.
 */
export function jqlTime(at: string, timeZone: string): string {
  const asked = Date.parse(at) - 2 * minute
  const changes = offsetOf(asked - 180 * minute, timeZone) !== offsetOf(asked + 180 * minute, timeZone)
  const { year, month, day, hour, minute: min } = partsOf(asked - (changes ? 120 * minute : 0), timeZone)
  return `${year}/${month}/${day} ${hour}:${min}`
}

function partsOf(at: number, timeZone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...({ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit' } as const),
  })
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
}

function offsetOf(at: number, timeZone: string): number {
  const { year, month, day, hour, minute: min } = partsOf(at, timeZone)
  return Date.parse(`${year}-${month}-${day}T${hour}:${min}:00Z`) - Math.floor(at / minute) * minute
}

/** A zone that this machine does not know is asked about a day earlier: too much comes again, and nothing is missed. */
export function sinceClause(field: 'updated' | 'created', at: string, timeZone: string): string {
  try {
    return `${field} >= "${jqlTime(at, timeZone)}"`
  } catch {
    return `${field} >= "${jqlTime(new Date(Date.parse(at) - 1_440 * minute).toISOString(), 'UTC')}"`
  }
}

export const projectClause = (containerId: string): string => `project = ${Number(containerId)}`

/** People's JQL among clauses of ours. */
export const queryClauses = (query: string | undefined): string[] => (query === undefined ? [] : [`(${query})`])
