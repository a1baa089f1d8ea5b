import type { SuggestionKind } from '../entities/suggestion.ts'
import type { Finding } from './finding.ts'
import type { History } from './history.ts'
import { findRecurring } from './recurring/find-recurring.ts'
import { findSequences } from './sequences/find-sequences.ts'
import { findStructures } from './structures/find-structures.ts'

const finders: Readonly<Record<SuggestionKind, (history: History) => Finding[]>> = {
  recurring: (history) => findRecurring(history).map((suggestion) => ({ suggestion, byHand: null })),
  sequence: findSequences,
  structure: (history) => findStructures(history).map((suggestion) => ({ suggestion, byHand: null })),
}

/** What people do by hand again and again, the surest first. The same history always gives the same. */
export const findSuggestions = (history: History, kinds: readonly SuggestionKind[]): Finding[] =>
  kinds.flatMap((kind) => finders[kind](history)).sort((a, b) => b.suggestion.confidence - a.suggestion.confidence)
