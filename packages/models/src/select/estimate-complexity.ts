import type { Complexity } from '../config/settings.ts'

/** What can be counted of a task before any model has seen it. */
export interface TaskShape {
  /** Of all that the model is given. */
  readonly tokens: number
  /** Things to work through, e.g. tasks to plan. */
  readonly items: number
  /** Conditions that the result has to meet, e.g. dates and dependencies. */
  readonly constraints: number
  /** Tools to choose from. */
  readonly tools: number
}

/** From so much on: one point, and two. */
const steps: Readonly<Record<keyof TaskShape, readonly [number, number]>> = {
  tokens: [2_000, 16_000],
  items: [6, 31],
  constraints: [3, 7],
  tools: [2, 5],
}

/**
 * How hard a task is by its shape alone: for each of tokens, items, constraints and tools no, one or two points; up to one point is low,
 * up to four are medium, five and more high. A rule of thumb: it never falls where more is asked. It knows nothing of the
 * contents, so whoever does says the complexity itself.
 */
export function estimateComplexity(shape: TaskShape): Complexity {
  const points = (Object.keys(steps) as (keyof TaskShape)[]).reduce(
    (sum, what) => sum + steps[what].filter((from) => shape[what] >= from).length,
    0,
  )
  return points <= 1 ? 'low' : points <= 4 ? 'medium' : 'high'
}
