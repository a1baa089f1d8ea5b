import { beginningOf } from '../storable-text.ts'

const mark = '[redacted]'
const longestText = 2_000

/** Names of fields that carry what lets somebody in. */
const secret =
  /authorization|cookie|token|secret|signature|password|passwd|passphrase|credential|(?:api|access|private)[-_]?key/i

/** What of an action's input or answer all may see who may read runs: no credentials, and of long texts the beginning. */
export function keptOf(value: unknown, name = ''): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  if (name !== '' && secret.test(name)) return mark
  if (typeof value === 'string') return value.length > longestText ? `${beginningOf(value, longestText)}…` : value
  if (Array.isArray(value)) return value.map((one) => keptOf(one))
  if (typeof value !== 'object') return null
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, keptOf(one, key)]))
}
