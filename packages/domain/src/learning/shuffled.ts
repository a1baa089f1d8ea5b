import { randomFrom } from '../statistics/random-from.ts'

/** The items in another order, always the same one (Fisher and Yates). */
export function shuffled<T>(items: readonly T[]): T[] {
  const random = randomFrom(items.length)
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[result[last], result[other]] = [result[other] as T, result[last] as T]
  }
  return result
}
