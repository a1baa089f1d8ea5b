import type { Preference } from '../../entities/preference.ts'
import { sameJson } from '../../merge.ts'
import type { Values } from '../../patches/values.ts'
import { isOnWeekend } from './dates.ts'

/** Whether a learned preference that fits says that operations with such data are rejected. */
export function isAvoided(data: Values, { corrected, learned }: Preference): boolean {
  const effect = corrected ? undefined : learned?.effect
  if (effect?.kind !== 'avoid') return false
  if (effect.field === null) return true
  const value = data[effect.field]
  return effect.value === 'weekend' ? isOnWeekend(value) : sameJson(value, effect.value)
}
