/** A CEL value for people. `text` is how a template shows it, `literal` how CEL would write it. */
export function printValue(value: unknown, form: 'text' | 'literal'): string {
  if (value === null || value === undefined) return form === 'text' ? '' : 'null'
  if (typeof value === 'string') return form === 'text' ? value : JSON.stringify(value)
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return form === 'text' ? value.toISOString() : `timestamp("${value.toISOString()}")`
  if (Array.isArray(value)) {
    const items = value.map((item) => printValue(item, form))
    return form === 'text' ? items.join(', ') : `[${items.join(', ')}]`
  }
  return (
    JSON.stringify('raw' in (value as object) ? (value as { raw: unknown }).raw : value, (_, one) =>
      typeof one === 'bigint' ? Number(one) : one,
    ) ?? ''
  )
}

/** A CEL value as plain JSON. */
export function plainValue(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plainValue)
  if (typeof value !== 'object' || value === null) return value
  if ('raw' in value) return value.raw
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(entries.map(([key, one]) => [key, plainValue(one)]))
}
