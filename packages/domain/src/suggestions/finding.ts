import type { AutomationSuggestion } from '../entities/suggestion.ts'

/** A suggestion and what its automation is to be held against. */
export interface Finding {
  readonly suggestion: AutomationSuggestion
  /** Of a rule: what people did on the events that would have started it. null: the suggestion's figures are all there is. */
  readonly byHand: ByHand | null
}

/** Events by their `seq`. */
export interface ByHand {
  /** After these somebody did what the rule would do. */
  readonly followed: ReadonlySet<number>
  /** On these nothing was left to do. */
  readonly alreadySo: ReadonlySet<number>
  /** Up to here the time in which somebody does it has passed. */
  readonly upTo: number
}
