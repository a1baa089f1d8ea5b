import { instantOf as instantOfWall, wallAt } from './zone.ts'

/** The day in a zone at an instant. */
export const dateIn = (timeZone: string, instant: string): string =>
  new Date(wallAt(Date.parse(instant), timeZone)).toISOString().slice(0, 10)

/** The instant at which clocks in a zone show a day and a time such as `09:00`; where they show it twice or never, as with schedules. */
export const instantOf = (date: string, time: string, timeZone: string): string =>
  new Date(instantOfWall(Date.parse(`${date}T${time}:00Z`), timeZone)).toISOString()
