import { addDays } from '../calendar/calendar-date.ts'
import { compileRule, partsOfRule } from '../calendar/rrule.ts'
import { wrongAt } from '../templates/problems.ts'

const frequencies = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])
const parts = new Set('FREQ INTERVAL BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS WKST'.split(' '))

/** @throws AppError `invalid_input` saying what is wrong in the rule */
export function checkRule(rule: string, path: string): void {
  const fields = new Map(partsOfRule(rule).map(({ name, value }) => [name, value]))
  const elsewhere: Readonly<Record<string, string>> = { COUNT: 'count', UNTIL: 'endDate', DTSTART: 'startDate' }
  for (const [name, value] of fields) {
    if (elsewhere[name] !== undefined) throw wrongAt(path, `no ${name}: write ${elsewhere[name]} beside it`)
    if (!parts.has(name) || !value)
      throw wrongAt(path, `parts of RFC 5545 by days, such as FREQ=WEEKLY;BYDAY=MO,TH; not ${name}`)
  }
  if (!frequencies.has(fields.get('FREQ') ?? '')) throw wrongAt(path, 'FREQ=DAILY, WEEKLY, MONTHLY or YEARLY')
  try {
    const [first] = ruleDays(rule, '2026-01-01', '2026-01-01')
    if (first === undefined) throw new Error('there is no such day')
  } catch (error) {
    throw wrongAt(path, `a rule that has days: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A day that comes at all comes again within these: 29 February may be eight years away, and in few years it is a certain weekday. */
const farthest = 366 * 44

/**
 * The days of a rule that begins on a day, from another on. Days have no zone, so the rule is reckoned in UTC: what a zone makes of
 * a day is decided where it becomes an instant.
 */
export function* ruleDays(rule: string, startDate: string, from: string): Generator<string, void> {
  const daysBetween = compileRule(partsOfRule(rule), Date.parse(`${startDate}T00:00:00Z`))
  let at = from < startDate ? startDate : from
  for (let looked = 0, span = 62; looked < farthest; looked += span, span = Math.min(span * 2, 800)) {
    let end: string
    try {
      end = addDays(at, span)
    } catch {
      return
    }
    for (const day of daysBetween(Date.parse(`${at}T00:00:00Z`), Date.parse(`${end}T00:00:00Z`))) {
      yield new Date(day).toISOString().slice(0, 10)
      looked = 0
    }
    at = addDays(end, 1)
  }
}
