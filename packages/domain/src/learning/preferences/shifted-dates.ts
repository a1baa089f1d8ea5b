import { median } from '../../analytics/samples.ts'
import { daysBetween } from '../../calendar/calendar-date.ts'
import { isDate } from './dates.ts'
import { acceptedAs, capital, type Detector, findIn, labelOf } from './finding.ts'

/** Dates that people make earlier, or later. */
export const shiftedDates: Detector = (decisions) => {
  const taken = acceptedAs(decisions)
  const fields = taken.flatMap(({ proposed }) => Object.keys(proposed).filter((field) => isDate(proposed[field])))
  return [...new Set(fields)].flatMap((field) => {
    const moves = taken.flatMap(({ decision, proposed, accepted }) => {
      const [from, to] = [proposed[field], accepted[field]]
      return isDate(from) && isDate(to) ? [{ decision, days: daysBetween(from, to) }] : []
    })
    return [-1, 1].flatMap((direction) =>
      findIn(
        moves,
        ({ days }) => Math.sign(days) === direction,
        (moved) => {
          const days = median(moved.map((move) => move.days)) ?? 0
          const much = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`
          return {
            ...{ key: `shift ${field} ${direction}`, effect: { kind: 'shift', field, days }, command: null, field },
            words: `${capital(labelOf(field))} is moved ${direction < 0 ? 'earlier' : 'later'}, by ${much} in the median`,
          }
        },
      ),
    )
  })
}
