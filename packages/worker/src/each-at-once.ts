/**
 * Does the work for each item, so many at a time; items may be added by the work. After the first error no other is begun, and it ends
 * with that error once those under way are over: nothing goes on behind its caller's back.
 */
export async function eachAtOnce<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const errors: unknown[] = []
  const one = async () => {
    while (errors.length === 0 && next < items.length) {
      try {
        await work(items[next++] as T)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, one))
  if (errors.length > 0) throw errors[0]
}
