import { compileRule, partsOfRule, type RulePart } from '../calendar/rrule.ts'
import { instantOf, wallAt } from '../calendar/zone.ts'

const day = 86_400_000
/** A day that comes at all comes again within these: 29 February may be eight years away. */
const farthest = 12 * 366 * day
const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY']

export interface Recurrence {
  /** Times of the wall clock from one to another, both included, in order. */
  between(from: number, to: number): number[]
}

interface Parts {
  readonly start: number | undefined
  readonly rules: readonly string[]
  readonly dates: readonly number[]
  readonly without: readonly number[]
  /** Days that are left out as a whole. */
  readonly daysWithout: ReadonlySet<number>
}

/**
 * Reads RFC 5545: `RRULE` (its name may be left out), and lines with `DTSTART`, `RDATE` and `EXDATE`.
 * @param start the wall clock at the beginning, where there is no DTSTART
 * @throws Error that says what is wrong
 */
export function parseRecurrence(text: string, zone: string, start: number | undefined): Recurrence {
  const parts = readLines(text, zone)
  const begin = parts.start ?? start
  if (parts.rules.length !== 1) throw new Error(`one RRULE, not ${parts.rules.length}`)
  const rule = readRule(parts.rules[0] as string, zone)
  if (begin === undefined) requireWhole(rule.fields)
  return {
    between(from, to) {
      // Without a beginning of its own it begins anywhere; long ago would have it count through all that time.
      const since = begin ?? Date.UTC(new Date(from).getUTCFullYear() - 1, 0, 1)
      const times = compileRule(rule.parts, since)(from, to)
      const extra = parts.dates.filter((date) => date >= from && date <= to)
      const all = new Set([...times.filter((time) => time <= rule.until), ...extra])
      for (const date of parts.without) all.delete(date)
      return [...all].filter((time) => !parts.daysWithout.has(dayOf(time))).sort((one, other) => one - other)
    },
  }
}

const dayOf = (wall: number): number => wall - (((wall % day) + day) % day)

function readLines(text: string, zone: string): Parts {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const [starts, rules, dates, without] = [[], [], [], []] as [number[], string[], number[], number[]]
  const daysWithout = new Set<number>()
  for (const line of lines) {
    const [, name = 'RRULE', parameters = '', value = ''] =
      /^(?:(DTSTART|RRULE|RDATE|EXDATE)((?:;[^:]*)?):)?(.*)$/i.exec(line) ?? []
    const tzid = /;TZID=([^;]+)/i.exec(parameters)?.[1]
    if (tzid !== undefined && tzid !== zone)
      throw new Error(`TZID=${tzid} is not the schedule's own zone; write timeZone: "${tzid}"`)
    const times = () => value.split(',').map((one) => readTime(one, zone))
    switch (name.toUpperCase()) {
      case 'DTSTART':
        starts.push(...times())
        break
      case 'RDATE':
        dates.push(...times())
        break
      case 'EXDATE':
        for (const one of value.split(',')) {
          if (one.includes('T')) without.push(readTime(one, zone))
          else daysWithout.add(readTime(one, zone))
        }
        break
      default:
        rules.push(value)
    }
  }
  if (starts.length > 1) throw new Error('one DTSTART at most')
  return { start: starts[0], rules, dates, without, daysWithout }
}

/** A time of RFC 5545 as the zone's wall clock shows it. */
function readTime(text: string, zone: string): number {
  const [, y, m, d, hh = '00', mm = '00', ss = '00', utc] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/i.exec(text.trim()) ?? []
  const time = Date.parse(`${y}-${m}-${d}T${hh}:${mm}:${ss}Z`)
  if (Number.isNaN(time)) throw new Error(`${text} is no time of RFC 5545, such as 20270115T090000`)
  return utc ? wallAt(time, zone) : time
}

interface ReadRule {
  /** Without UNTIL. */
  readonly parts: readonly RulePart[]
  readonly fields: ReadonlyMap<string, string>
  readonly until: number
}

const names =
  'FREQ UNTIL COUNT INTERVAL BYSECOND BYMINUTE BYHOUR BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS WKST'
const fieldNames = new Set(names.split(' '))

function readRule(rule: string, zone: string): ReadRule {
  const parts = partsOfRule(rule)
  const wrong = parts.find(({ name, value }) => !fieldNames.has(name) || value === '')
  if (wrong) throw new Error(`${wrong.text} is no part of an RRULE`)
  const byName = new Map(parts.map((part) => [part.name, part]))
  const fields = new Map(parts.map(({ name, value }) => [name, value]))
  const frequency = fields.get('FREQ')
  if (frequency === undefined) throw new Error('FREQ is missing, e.g. FREQ=WEEKLY;BYDAY=MO')
  if (!frequencies.includes(frequency))
    throw new Error(`FREQ=${frequency}: ${frequencies.join(', ')}; what comes more often is written as \`every\``)
  const until = fields.get('UNTIL')
  if (fields.has('COUNT') && until !== undefined) throw new Error('COUNT or UNTIL, not both')
  return {
    parts: [...byName.values()].filter(({ name }) => name !== 'UNTIL'),
    fields,
    until: until === undefined ? Number.POSITIVE_INFINITY : endOfDay(readTime(until, zone), until),
  }
}

/** UNTIL as a day includes it. */
const endOfDay = (wall: number, text: string): number => (text.includes('T') ? wall : wall + day - 1)

/** What RFC 5545 takes from DTSTART has to be in the rule, or nobody could say when it happens. */
function requireWhole(fields: ReadRule['fields']): void {
  const missing = (what: string): never => {
    throw new Error(`${what}; add a line DTSTART:20270115T090000, or startAt`)
  }
  const has = (...wanted: string[]) => wanted.some((name) => fields.has(name))
  const frequency = fields.get('FREQ')
  if ((fields.get('INTERVAL') ?? '1') !== '1') missing('INTERVAL counts from a beginning, which it does not have')
  if (has('COUNT')) missing('COUNT counts from a beginning, which it does not have')
  if (frequency === 'WEEKLY' && !has('BYDAY')) missing('FREQ=WEEKLY needs BYDAY')
  if (frequency === 'MONTHLY' && !has('BYDAY', 'BYMONTHDAY')) missing('FREQ=MONTHLY needs BYDAY or BYMONTHDAY')
  if (frequency === 'YEARLY' && !has('BYDAY', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO'))
    missing('FREQ=YEARLY needs a day, e.g. BYMONTH=1;BYMONTHDAY=15')
}

/** The instants after one at which it happens in a zone, in order. */
export function* recurrences(recurrence: Recurrence, zone: string, after: number): Generator<number, void> {
  let last = after
  // A wall clock that was put back shows what it showed up to three hours ago.
  let from = wallAt(after, zone) - 10_800_000
  let end = from + farthest
  // What comes often is near; what is far does not come often.
  for (let span = 2 * day; from < end; span = Math.min(3 * span, 400 * day)) {
    const walls = recurrence.between(from, from + span)
    for (const wall of walls) {
      const instant = instantOf(wall, zone)
      if (instant <= last) continue
      yield instant
      last = instant
      end = wall + farthest
    }
    from += span + 1
  }
}
