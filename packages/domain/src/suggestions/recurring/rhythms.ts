import { addDays, weekdayOf } from '../../calendar/calendar-date.ts'

/** A rule on which days may fall. */
export interface Rhythm {
  readonly rrule: string
  /** Where it is reckoned from, e.g. of every second week, which; null: that makes no difference. */
  readonly startDate: string | null
  /** For people, e.g. `every Monday`. */
  readonly words: string
  /** So many days beside the rule's a day may lie. */
  readonly tolerance: number
  /** How many days there are for one of the rule's: 7 of one that comes each week. */
  readonly period: number
}

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const ordinals: Readonly<Record<number, string>> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', [-1]: 'last' }

const codeOf = (weekday: number) => codes[weekday - 1] ?? 'MO'
const nameOf = (weekday: number) => names[weekday - 1] ?? ''
const dayOfMonth = (day: string) => Number(day.slice(8))

/** The rules that could lie behind some days, in their order; the plainer ones first. */
export function rhythmsOf(days: readonly string[]): readonly Rhythm[] {
  return [
    { rrule: 'FREQ=DAILY', words: 'every day', startDate: null, tolerance: 0, period: 1 },
    {
      ...{ rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', words: 'every working day' },
      ...{ startDate: null, tolerance: 0, period: 1.4 },
    },
    ...weekly(days),
    ...monthly(days),
  ]
}

function weekly(days: readonly string[]): Rhythm[] {
  const weekdays = frequent(days.map(weekdayOf)).slice(0, 2)
  const several = severalWeekdays(days)
  return [
    ...weekdays.map((weekday) => ({
      ...{ rrule: `FREQ=WEEKLY;BYDAY=${codeOf(weekday)}`, words: `every ${nameOf(weekday)}` },
      ...{ startDate: null, tolerance: 1, period: 7 },
    })),
    ...(several.length < 2 || several.length > 4
      ? []
      : [
          {
            rrule: `FREQ=WEEKLY;BYDAY=${several.map(codeOf).join(',')}`,
            words: `every ${several.map(nameOf).join(' and ')}`,
            ...{ startDate: null, tolerance: 0, period: 7 / several.length },
          },
        ]),
    ...weekdays.flatMap((weekday) =>
      startsOn(days, weekday).map((startDate) => ({
        ...{ rrule: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${codeOf(weekday)}`, words: `every second ${nameOf(weekday)}` },
        ...{ startDate, tolerance: 2, period: 14 },
      })),
    ),
  ]
}

function monthly(days: readonly string[]): Rhythm[] {
  const inMonth = frequent(days.map(dayOfMonth)).slice(0, 3)
  const byDay = [
    ...inMonth.filter((day) => day <= 28).map((day) => ({ part: `BYMONTHDAY=${day}`, on: `on day ${day}` })),
    ...(inMonth.some((day) => day >= 27) ? [{ part: 'BYMONTHDAY=-1', on: 'on the last day' }] : []),
  ]
  const byWeekday = frequent(days.flatMap(weekdaysInMonth))
    .slice(0, 3)
    .map((code) => {
      const [nth, weekday] = [Math.trunc(code / 10), Math.abs(code % 10)]
      return { part: `BYDAY=${nth}${codeOf(weekday)}`, on: `on the ${ordinals[nth]} ${nameOf(weekday)}` }
    })
  const month = [...byDay, ...byWeekday].map(({ part, on }) => ({
    ...{ rrule: `FREQ=MONTHLY;${part}`, words: `every month ${on}`, startDate: null, tolerance: 2, period: 30.4 },
  }))
  const quarter = byDay.flatMap(({ part, on }) =>
    days.slice(0, 2).map((day) => ({
      ...{ rrule: `FREQ=MONTHLY;INTERVAL=3;${part}`, words: `every three months ${on}` },
      // The rule's own day may lie in the month beside that of the first.
      ...{ startDate: `${day.slice(0, 8)}01`, tolerance: 5, period: 91.3 },
    })),
  )
  return [...month, ...quarter]
}

/** `21` is the second Monday; the last one of a month is `-11`, too. */
function weekdaysInMonth(day: string): number[] {
  const weekday = weekdayOf(day)
  const nth = Math.ceil(dayOfMonth(day) / 7)
  const isLast = addDays(day, 7).slice(0, 7) !== day.slice(0, 7)
  return [...(nth <= 4 ? [nth * 10 + weekday] : []), ...(isLast ? [-10 - weekday] : [])]
}

/** On which weekdays most weeks have a day. */
function severalWeekdays(days: readonly string[]): number[] {
  const weeks = new Set(days.map((day) => addDays(day, 1 - weekdayOf(day)))).size
  return [1, 2, 3, 4, 5, 6, 7].filter((weekday) => days.filter((day) => weekdayOf(day) === weekday).length * 2 >= weeks)
}

/** The first two days on a weekday: every second week may have begun with either. */
const startsOn = (days: readonly string[], weekday: number) =>
  days.filter((day) => weekdayOf(day) === weekday).slice(0, 2)

/** The values by how often they come, the most frequent first. */
function frequent(values: readonly number[]): number[] {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value)
}
