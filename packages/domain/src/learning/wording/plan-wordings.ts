import { isUntouched } from '../../commands/preference/learn.ts'
import type { Preference } from '../../entities/preference.ts'
import { deriveId } from '../../ids.ts'
import type { Decision } from '../decision.ts'
import type { WordGroup } from './group-words.ts'

/** So many have to show the same, and as many have to be new before it is asked again. */
export const leastWords = 3
/** So many of the newest are shown to a model. */
const mostShown = 12

/** A decision, and whether it stood in a question before. */
export type WordDecision = Decision & { readonly seq: number; readonly worded: boolean }

/** What a model is to be asked. */
export interface Wording<D extends WordDecision = WordDecision> {
  /** Follows from what is shown: the same question has it however often it comes up. */
  readonly id: string
  readonly group: WordGroup<D>
  /** The newest, in the order of the log. */
  readonly shown: readonly D[]
  /** What was said of older ones; null: nothing. */
  readonly before: Preference | null
}

/**
 * What is to be asked now, and which preferences nothing shows any more. Of what people corrected, shared or switched off nothing is asked: it is theirs.
 * @param preferences all that there are
 * @param deletions when people deleted preferences, by their ids: only later decisions count then
 */
export function planWordings<D extends WordDecision>(
  groups: ReadonlyMap<string, WordGroup<D>>,
  preferences: readonly Preference[],
  deletions: ReadonlyMap<string, Date>,
): { ask: Wording<D>[]; gone: string[] } {
  const known = new Map(preferences.map((preference) => [preference.id, preference]))
  const counting = [...groups.values()].map((group) => {
    const deletedAt = deletions.get(group.preferenceId)
    const decisions = group.decisions.filter(({ decidedAt }) => !deletedAt || new Date(decidedAt) > deletedAt)
    return { ...group, decisions }
  })
  const shown = new Set(
    counting.flatMap(({ preferenceId, decisions }) => (decisions.length >= leastWords ? [preferenceId] : [])),
  )
  const ask = counting.flatMap((group) => {
    const before = known.get(group.preferenceId) ?? null
    const fresh = group.decisions.filter(({ worded }) => !worded)
    return fresh.length < leastWords || (before && !isUntouched(before)) ? [] : wordingOf(group, before)
  })
  const gone = preferences.flatMap((one) =>
    one.learned?.effect.kind === 'worded' && isUntouched(one) && !shown.has(one.id) ? [one.id] : [],
  )
  return { ask, gone }
}

function wordingOf<D extends WordDecision>(group: WordGroup<D>, before: Preference | null): Wording<D> {
  const shown = group.decisions.slice(-mostShown)
  const which = shown.map(({ patchId, key, seq }) => [patchId, key, seq])
  return { id: deriveId(group.preferenceId, 'wording', JSON.stringify(which)), group, shown, before }
}
