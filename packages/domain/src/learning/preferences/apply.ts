import { addDays } from '../../calendar/calendar-date.ts'
import type { Preference } from '../../entities/preference.ts'
import { sameJson } from '../../merge.ts'
import type { Values } from '../../patches/values.ts'
import { isDate } from './dates.ts'

/** A field that a preference would set otherwise. */
export interface SuggestedChange {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
  readonly preferenceId: string
}

/**
 * What preferences would change of an operation's data; the first that says something of a field counts. Those that a person worded change
 * nothing by themselves: what was learnt may not be what the words say.
 * @param preferences that count for it, the most fitting first
 */
export function suggestChanges(data: Values, preferences: readonly Preference[]): SuggestedChange[] {
  const changes = new Map<string, SuggestedChange>()
  for (const { id, corrected, learned } of preferences) {
    const effect = corrected ? undefined : learned?.effect
    if ((effect?.kind !== 'shift' && effect?.kind !== 'set') || changes.has(effect.field)) continue
    const from = data[effect.field] ?? null
    if (effect.kind === 'shift' && isDate(from))
      changes.set(effect.field, { field: effect.field, from, to: addDays(from, effect.days), preferenceId: id })
    if (effect.kind === 'set' && sameJson(from, effect.from))
      changes.set(effect.field, { field: effect.field, from, to: effect.to, preferenceId: id })
  }
  return [...changes.values()]
}
