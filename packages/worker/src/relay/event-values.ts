/** What an event has at a path; undefined when there is nothing. */
export function valueAt(event: object, path: readonly string[]): unknown {
  let value: unknown = event
  for (const field of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined
    value = (value as Record<string, unknown>)[field]
  }
  return value
}

/** What `x in …` looks through: the elements of a list, the keys of a map. */
export function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}
