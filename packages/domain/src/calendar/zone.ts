// Local times are numbers here, as if they were in UTC: what a clock on the wall of the zone shows.

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}

/** What the wall clock of a zone shows at an instant. */
export function wallAt(instant: number, zone: string): number {
  if (zone === 'UTC') return instant
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1_000) + 1_000) % 1_000)
}

/** How far the zone is ahead of UTC at an instant. */
export const offsetAt = (instant: number, zone: string): number => wallAt(instant, zone) - instant

const day = 86_400_000

/**
 * The instant at which the wall clock shows a time: of two, the first; of none, since the clock was put forward over it, the instant
 * right after the gap.
 */
export function instantOf(wall: number, zone: string): number {
  if (zone === 'UTC') return wall
  const [before, after] = [offsetAt(wall - day, zone), offsetAt(wall + day, zone)]
  const candidates = [wall - before, wall - after].sort((a, b) => a - b)
  const shown = candidates.find((instant) => wallAt(instant, zone) === wall)
  return shown ?? transitionIn(candidates[0] as number, candidates[1] as number, zone)
}

/** The first instant in (from, to] at which the zone's offset is no longer that of `from`. */
export function transitionIn(from: number, to: number, zone: string): number {
  const offset = offsetAt(from, zone)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle, zone) === offset) low = middle
    else high = middle
  }
  return high
}
