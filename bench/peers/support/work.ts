/** What every system does for a webhook: a condition on its body, a row, a call; the longer kind waits between the two. */
export const kinds = ['immediate', 'wait'] as const

export type Kind = (typeof kinds)[number]

/** The body of a webhook. The condition is that the amount is at least {@link enough}. */
export interface Hook {
  /** Tells this one from all others: it comes back in the row's title and in the call. */
  readonly key: string
  readonly amount: number
}

export const enough = 100
/** How long the longer kind waits. */
export const waitMs = 1_000
/** One webhook in so many does not meet the condition. */
export const oneInSoMany = 10

export const titleOf = (key: string) => `Order ${key}`
