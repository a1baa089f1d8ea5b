import { setTimeout as pause } from 'node:timers/promises'
import autocannon from 'autocannon'
import { Agent, request } from 'undici'

/** The next request. */
export type Load = () => { method?: string; path: string; body?: string; headers?: Readonly<Record<string, string>> }

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
    requests: [
      {
        setupRequest(request: object) {
          const next = load()
          return { ...request, ...next, headers: { ...headers, ...next.headers } }
        },
      },
    ],
  }
}

function requireGood({ errors, timeouts, non2xx, requests }: Awaited<ReturnType<typeof autocannon>>): void {
  const bad = errors + timeouts + non2xx
  if (bad > 0) throw new Error(`${bad} of ${requests.total} requests were not answered as they should`)
}

/**
 * One request after another at even distances, whether or not those before were answered; autocannon sends those of all connections together.
 * @returns milliseconds from when each was due until it was answered
 */
export async function evenLoad({ url, load, perSecond, seconds }: Omit<Target, 'headers'> & { perSecond: number }) {
  const agent = new Agent({ connections: 40 })
  const startedAt = performance.now()
  const answers: Promise<number>[] = []
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = startedAt + (n * 1_000) / perSecond
    const early = due - performance.now()
    if (early > 0) await pause(early)
    const { path, ...next } = load()
    const sent = request(new URL(path, url), { ...(next as object), dispatcher: agent })
    answers.push(
      sent.then(async ({ statusCode, body }) => {
        await body.dump()
        if (statusCode >= 300) throw new Error(`${path} answered ${statusCode}`)
        return performance.now() - due
      }),
    )
  }
  const took = await Promise.all(answers)
  await agent.close()
  return took
}
