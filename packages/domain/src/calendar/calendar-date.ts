/** Arithmetic of calendar days (`2026-11-22`), which have no time and so no time zone. */

const msOfDay = 86_400_000

const toNumber = (date: string) => Date.parse(`${date}T00:00:00Z`) / msOfDay

/** @throws RangeError for a day outside of the years 1 to 9999 */
function toDate(number: number): string {
  const text = new Date(number * msOfDay).toISOString().slice(0, 10)
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '0001') throw new RangeError('a day outside of the years 1 to 9999')
  return text
}

export const addDays = (date: string, days: number): string => toDate(toNumber(date) + days)

/** How many days lie between two days; negative when `to` comes first. */
export const daysBetween = (from: string, to: string): number => toNumber(to) - toNumber(from)

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (date: string): number => ((((toNumber(date) + 3) % 7) + 7) % 7) + 1

/** The same day so many months later; where that month has no such day, its last. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const first = new Date(0)
  first.setUTCFullYear(year, month - 1 + months, 1)
  const last = new Date(first)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  return toDate((first.getTime() + (Math.min(day, last.getUTCDate()) - 1) * msOfDay) / msOfDay)
}
