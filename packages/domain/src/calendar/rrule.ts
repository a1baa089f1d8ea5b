import { RRuleTemporal } from 'rrule-temporal'

/** A part of a rule of RFC 5545, in capitals: `BYDAY` and `MO,TH`. */
export interface RulePart {
  /** The part as a whole. */
  readonly text: string
  readonly name: string
  /** Empty where the part has no value, or several. */
  readonly value: string
}

export const partsOfRule = (rule: string): readonly RulePart[] =>
  rule
    .toUpperCase()
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value = '', ...more] = part.split('=').map((one) => one.trim())
      return { text: part, name, value: more.length > 0 ? '' : value }
    })

/** The library wants something to make its answers of; a text is all that is needed of them. */
const temporal = { ZonedDateTime: { from: (text: string) => ({ timeZoneId: 'UTC', toString: () => text }) } }

/**
 * A rule that begins at a time. Times are those of a wall clock, reckoned as if they were in UTC: what a zone makes of them is decided in
 * one place for all kinds of schedule.
 * @returns what gives its times from one to another, both included, in order
 * @throws Error for a rule that the library does not take
 */
export function compileRule(
  parts: readonly RulePart[],
  start: number,
): (from: number, to: number) => readonly number[] {
  const dtstart = new Date(start).toISOString().replace(/[-:]|\.\d+/g, '')
  const rruleString = `DTSTART:${dtstart}\nRRULE:${parts.map(({ name, value }) => `${name}=${value}`).join(';')}`
  // Bounded, or a day that never comes would be looked for through all time.
  const rule = new RRuleTemporal({ rruleString, temporal, maxIterations: 20_000, cache: false })
  return (from, to) =>
    rule.between(new Date(from), new Date(to), true).map((time) => Date.parse(time.toString().replace(/\[.*$/, '')))
}
