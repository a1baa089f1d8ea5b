/** How large the parts of an event are over which an expression may go. */
export interface EventSize {
  /** Elements of its longest list or map. */
  readonly list: number
  /** Characters of its longest text. */
  readonly text: number
}

const known = new WeakMap<object, EventSize>()

export function sizeOf(event: object): EventSize {
  const found = known.get(event)
  if (found !== undefined) return found
  let list = 0
  let text = 0
  const open: unknown[] = [event]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value === 'string') text = Math.max(text, value.length)
    if (typeof value !== 'object' || value === null) continue
    const children = Object.values(value)
    list = Math.max(list, children.length)
    for (const child of children) open.push(child)
  }
  const size = { list, text }
  known.set(event, size)
  return size
}
