/** How fast and how boldly is learnt. */
export const learningSettings = {
  /** Days after which a decision weighs half. */
  halfLifeDays: 60,
  /** How many decisions what is known of the wider context is worth, beside those of the narrower one. */
  strength: 4,
  /** What is expected while nothing is known. */
  prior: 0.5,
  /** What is less likely to be accepted is left out, until it is more likely than `backAbove`. */
  leaveOutBelow: 0.2,
  backAbove: 0.35,
} as const
export type LearningSettings = { readonly [K in keyof typeof learningSettings]: number }
