import autocannon from 'autocannon'

/** The next request. */
export type Load = () => { method?: string; path: string; body?: string }

interface Target {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly load: Load
  readonly seconds: number
}

/**
 * A fixed rate over so many connections that a slow answer holds back few later ones.
 * @returns milliseconds of each answer. Not autocannon's own summary: it rounds to milliseconds, and corrects for a pace of 1 ms
 */
export async function fixedLoad({ perSecond, ...target }: Target & { perSecond: number }): Promise<number[]> {
  const took: number[] = []
  const run = autocannon({ ...options(target), connections: Math.min(40, perSecond), overallRate: perSecond })
  run.on('response', (_client, _status, _bytes, milliseconds) => void took.push(milliseconds))
  requireGood(await run)
  return took
}

/** Ten connections, each with one request at a time. @returns answers a second */
export async function mostLoad(target: Target): Promise<number> {
  const outcome = await autocannon({ ...options(target), connections: 10 })
  requireGood(outcome)
  return outcome.requests.total / outcome.duration
}

function options({ url, headers, load, seconds }: Target) {
  return {
    url,
    duration: seconds,
    requests: [{ headers: { ...headers }, setupRequest: (request: object) => ({ ...request, ...load() }) }],
  }
}

function requireGood({ errors, timeouts, non2xx, requests }: Awaited<ReturnType<typeof autocannon>>): void {
  const bad = errors + timeouts + non2xx
  if (bad > 0) throw new Error(`${bad} of ${requests.total} requests were not answered as they should`)
}
