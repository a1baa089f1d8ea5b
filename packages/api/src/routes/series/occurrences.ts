import { CalendarDate, type Occurrence, OccurrenceChanges, StoredTimestamp } from '@orchestrator/domain'
import * as z from 'zod'

/** So many dates a preview shows. */
const most = 10

export const Occurrences = z.object({
  items: z.array(
    z
      .object({
        date: CalendarDate.meta({ description: 'the day that the recurrence says' }),
        on: CalendarDate.meta({ description: 'the day on which it falls, after a move' }),
        number: z.int().positive(),
        at: StoredTimestamp.meta({ description: 'when its task is made' }),
        changes: OccurrenceChanges.nullable(),
      })
      .meta({ id: 'Occurrence' }),
  ),
})

/** The next occurrences, without those that are skipped. */
export function firstOf(occurrences: Iterable<Occurrence>): z.input<typeof Occurrences> {
  const items: z.input<typeof Occurrences>['items'] = []
  for (const { date, on, number, at, skipped, changes } of occurrences) {
    if (skipped) continue
    items.push({ date, on, number, at, changes: changes ?? null })
    if (items.length === most) break
  }
  return { items }
}
