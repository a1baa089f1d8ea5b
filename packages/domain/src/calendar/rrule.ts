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
    .replaceAll(/\s/g, '')
    .split(';')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value = '', ...more] = part.split('=')
      return { text: part, name, value: more.length > 0 ? '' : value }
    })

interface Values {
  readonly expected: string
  isOne(value: string): boolean
}

const between = (from: number, to: number): Values => ({
  expected: Number.isFinite(to) ? `numbers from ${from} to ${to}` : `a number from ${from}`,
  isOne: (value) => /^\+?\d+$/.test(value) && Number(value) >= from && Number(value) <= to,
})
const fromEitherEnd = (most: number): Values => ({
  expected: `numbers from 1 to ${most}, or as many from the end (-1)`,
  isOne: (value) => between(1, most).isOne(value.replace(/^-/, '')),
})
const weekdays = 'MO, TU, WE, TH, FR, SA or SU'

/** What parts may say (RFC 5545, 3.3.10). */
const values: Readonly<Record<string, Values>> = {
  INTERVAL: between(1, Number.POSITIVE_INFINITY),
  COUNT: between(1, Number.POSITIVE_INFINITY),
  BYSECOND: between(0, 59),
  BYMINUTE: between(0, 59),
  BYHOUR: between(0, 23),
  BYDAY: {
    expected: `${weekdays}, with a number before it for the n-th (-1FR)`,
    isOne: (value) => /^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)$/.test(value),
  },
  BYMONTHDAY: fromEitherEnd(31),
  BYYEARDAY: fromEitherEnd(366),
  BYWEEKNO: fromEitherEnd(53),
  BYMONTH: between(1, 12),
  BYSETPOS: fromEitherEnd(366),
  WKST: { expected: weekdays, isOne: (value) => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(value) },
}

/** The library takes others too, and finds no day for them, or a day that nobody meant. @throws Error that says which part is wrong */
function checkValues({ text, name, value }: RulePart): void {
  const { expected, isOne } = values[name] ?? {}
  if (isOne && !value.split(',').every(isOne)) throw new Error(`${text}: ${expected}`)
}

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
  for (const part of parts) checkValues(part)
  const dtstart = new Date(start).toISOString().replace(/[-:]|\.\d+/g, '')
  const rruleString = `DTSTART:${dtstart}\nRRULE:${parts.map(({ name, value }) => `${name}=${value}`).join(';')}`
  // Bounded, or a day that never comes would be looked for through all time.
  const rule = new RRuleTemporal({ rruleString, temporal, maxIterations: 20_000, cache: false })
  return (from, to) =>
    rule.between(new Date(from), new Date(to), true).map((time) => Date.parse(time.toString().replace(/\[.*$/, '')))
}
