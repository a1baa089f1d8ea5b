const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** What clocks in a zone show at an instant, as if it were UTC. */
function wallClock(timeZone: string, instant: number): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatFor(timeZone).formatToParts(instant)) part[type] = Number(value)
  return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second)
}

const offsetAt = (timeZone: string, instant: number) => wallClock(timeZone, instant) - Math.floor(instant / 1000) * 1000

/** The day in a zone at an instant. */
export const dateIn = (timeZone: string, instant: string): string =>
  new Date(wallClock(timeZone, Date.parse(instant))).toISOString().slice(0, 10)

/**
 * The instant at which clocks in a zone show a day and a time such as `09:00`. A time that comes twice, as clocks are set back, is
 * the first; one that clocks jump over is as much later as they jump.
 */
export function instantOf(date: string, time: string, timeZone: string): string {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  const day = 86_400_000
  const [before, after] = [offsetAt(timeZone, wanted - day), offsetAt(timeZone, wanted + day)]
  const fitting = [wanted - before, wanted - after].filter((instant) => wallClock(timeZone, instant) === wanted)
  return new Date(fitting.length > 0 ? Math.min(...fitting) : wanted - before).toISOString()
}
