import autocannon from 'autocannon'
import { enough, type Hook, oneInSoMany } from '../../peers/support/work.ts'

/** Connections that send; each waits for its answer before the next. */
const connections = 50

let last = 0

/** Webhooks with keys that were never used; one in so many does not meet the condition. */
export function makeHooks(count: number): Hook[] {
  const from = last
  last += count
  return Array.from({ length: count }, (_, n) => ({
    key: `${process.pid}-${from + n + 1}`,
    amount: n % oneInSoMany === oneInSoMany - 1 ? enough - 1 : enough + n,
  }))
}

export const meets = ({ amount }: Hook): boolean => amount >= enough

/** Sends them as fast as they are accepted. @throws Error when one was not */
export async function sendHooks(addresses: readonly string[], hooks: readonly Hook[]): Promise<void> {
  const share = Math.ceil(hooks.length / addresses.length)
  await Promise.all(
    addresses.map(async (url, n) => {
      const own = hooks.slice(n * share, (n + 1) * share)
      let next = 0
      const outcome = await autocannon({
        url,
        amount: own.length,
        connections: Math.min(own.length, Math.ceil(connections / addresses.length)),
        timeout: 60,
        requests: [
          {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            setupRequest: (request: object) => ({ ...request, body: JSON.stringify(own[next++]) }),
          },
        ],
      })
      const { errors, timeouts, non2xx } = outcome
      const bad = errors + timeouts + non2xx
      if (bad > 0) throw new Error(`${bad} of ${own.length} webhooks were not accepted at ${url}`)
      if (next < own.length) throw new Error(`${own.length - next} of ${own.length} webhooks were not sent`)
    }),
  )
}

/** Sends one. @returns when it was sent, in milliseconds since the epoch */
export async function sendHook([url = '']: readonly string[], hook: Hook): Promise<number> {
  const at = performance.timeOrigin + performance.now()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(hook),
  })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return at
}
