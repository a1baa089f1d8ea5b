/** When something happens again and again, as the API tells it. */
export interface ShownSpec {
  cron?: string
  rrule?: string
  every?: string | number
  timeZone?: string
}

/** What starts a rule, in words: `task.created`, `every Monday at 09:00 Europe/Zurich`, `webhook orders`. */
export function whenInWords(when: unknown): string {
  if (typeof when === 'string') return when
  const { schedule, webhook, manual, run, on } = (when ?? {}) as Record<string, unknown>
  if (schedule !== undefined) return scheduleInWords(schedule as ShownSpec)
  if (typeof webhook === 'string') return `webhook ${webhook}`
  if (manual !== undefined) return 'started by hand'
  if (run !== undefined) return `${String(on)}: run of ${String(run)}`
  return JSON.stringify(when)
}

/** What cannot be said in a few words is shown as it was written. */
export function scheduleInWords(spec: ShownSpec, timeZone = spec.timeZone): string {
  const zone = timeZone === undefined ? '' : ` ${timeZone}`
  // Lengths are counted, not read from a clock.
  if (spec.every !== undefined) return `every ${typeof spec.every === 'number' ? lengthOf(spec.every) : spec.every}`
  if (spec.cron !== undefined) return `${cronInWords(spec.cron) ?? `cron ${spec.cron}`}${zone}`
  return `${(spec.rrule ?? '').trim().replaceAll(/\s*\n\s*/g, ' ')}${zone}`
}

function lengthOf(ms: number): string {
  const [size, unit] = [
    ...([[86_400_000, 'day'] as const, [3_600_000, 'hour'] as const, [60_000, 'minute'] as const] as const),
    ...([[1_000, 'second'] as const] as const),
  ].find(([size]) => ms % size === 0) ?? [1, 'millisecond']
  return `${ms / size} ${unit}${ms === size ? '' : 's'}`
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const weekdayOf = (text: string): string | undefined =>
  /^\d$/.test(text)
    ? weekdays[Number(text) % 7]
    : weekdays.find((day) => day.slice(0, 3).toLowerCase() === text.toLowerCase())

function cronInWords(cron: string): string | undefined {
  const [minute = '', hour = '', day, month, weekday = '', ...more] = cron.trim().split(/\s+/)
  if (more.length > 0 || month !== '*' || !/^\d{1,2}$/.test(minute)) return undefined
  if (hour === '*' && day === '*' && weekday === '*') return `every hour at minute ${Number(minute)}`
  if (!/^\d{1,2}$/.test(hour)) return undefined
  const at = `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (day === 'L' && weekday === '*') return `on the last day of every month ${at}`
  if (/^\d{1,2}$/.test(day ?? '') && weekday === '*') return `on day ${Number(day)} of every month ${at}`
  if (day !== '*') return undefined
  if (weekday === '*') return `every day ${at}`
  const days = weekday.split(',').map((part) => {
    const ends = part.split('-').map(weekdayOf)
    return ends.length > 2 || ends.includes(undefined) ? undefined : ends.join(' to ')
  })
  return days.includes(undefined) ? undefined : `every ${days.join(', ')} ${at}`
}
