import { offsetAt, wallAt } from './zone.ts'

/** The day in a zone at an instant. */
export const dateIn = (timeZone: string, instant: string): string =>
  new Date(wallAt(Date.parse(instant), timeZone)).toISOString().slice(0, 10)

/**
 * The instant at which clocks in a zone show a day and a time such as `09:00`. A time that comes twice, as clocks are set back, is
 * the first; one that clocks jump over is as much later as they jump.
 */
export function instantOf(date: string, time: string, timeZone: string): string {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  const day = 86_400_000
  const [before, after] = [offsetAt(wanted - day, timeZone), offsetAt(wanted + day, timeZone)]
  const fitting = [wanted - before, wanted - after].filter((instant) => wallAt(instant, timeZone) === wanted)
  return new Date(fitting.length > 0 ? Math.min(...fitting) : wanted - before).toISOString()
}
