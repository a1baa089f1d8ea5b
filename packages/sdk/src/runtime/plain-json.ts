import type { Json } from '../json.ts'

/**
 * The value as JSON carries it: what is undefined is left out, what has `toJSON` (a Date) becomes its text.
 * @throws TypeError naming the place of what JSON cannot carry, e.g. `result.items.0`
 */
export function plainJson(value: unknown, what: string): Json | undefined {
  return plain(value, what, [])
}

function plain(value: unknown, path: string, inside: readonly object[]): Json | undefined {
  switch (typeof value) {
    case 'undefined':
    case 'string':
    case 'boolean':
      return value
    case 'number':
      if (Number.isFinite(value)) return value
      throw new TypeError(`${path} is ${value}, which JSON cannot carry`)
    case 'object':
      break
    default:
      throw new TypeError(`${path} is a ${typeof value}, which JSON cannot carry`)
  }
  if (value === null) return null
  const own = value as { readonly toJSON?: unknown; readonly then?: unknown }
  if (typeof own.toJSON === 'function') return plain(own.toJSON(''), path, inside)
  if (typeof own.then === 'function') throw new TypeError(`${path} is a promise; await it`)
  if (inside.includes(value)) throw new TypeError(`${path} contains itself, which JSON cannot carry`)
  const deeper = [...inside, value]
  if (Array.isArray(value)) return value.map((item, index) => plain(item, `${path}.${index}`, deeper) ?? null)
  const name = Object.getPrototypeOf(value) === null ? 'Object' : (value.constructor?.name ?? 'Object')
  if (name === 'Map' || name === 'Set' || name === 'RegExp' || value instanceof Error) {
    throw new TypeError(`${path} is a ${name}, which JSON cannot carry; turn it into an object, a list or text`)
  }
  const result: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) {
    const one = plain(item, `${path}.${key}`, deeper)
    if (one !== undefined) result[key] = one
  }
  return result
}
