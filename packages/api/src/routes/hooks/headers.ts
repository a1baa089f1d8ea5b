/** Names of headers under which services number their deliveries. */
const idHeaders = ['x-github-delivery', 'webhook-id', 'idempotency-key'] as const

/** What an event keeps of a delivery's headers: what it is about. Nothing that authenticates, and nothing that differs between retries. */
const kept = new Set([
  'content-type',
  'x-github-event',
  'x-github-hook-id',
  'x-gitlab-event',
  'x-event-key',
  'x-event-type',
  ...idHeaders,
])

export function deliveryIdOf(headers: Headers): string | undefined {
  for (const name of idHeaders) {
    const value = headers.get(name)
    if (value) return `${name} ${value.slice(0, 500)}`
  }
  return undefined
}

export const keptHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].flatMap(([name, value]) => (kept.has(name) ? [[name, value.slice(0, 500)]] : [])))
