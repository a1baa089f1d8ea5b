import { setTimeout as sleep } from 'node:timers/promises'
import { describeExit, type Service } from './service.ts'

/** A service that is started again whenever it ends by itself. */
export interface Supervised {
  name: string
  /** The process that runs now; undefined between two. */
  current(): Service | undefined
  /** Ends it for good. */
  stop(options?: { withinMs?: number }): Promise<void>
}

/** How a supervised service is kept alive. */
export interface SuperviseOptions<S extends Service> {
  /** Starts it; called again after each crash. */
  start: () => Promise<S>
  /** Told in one line when it has crashed and when it is back. */
  onNews?: (line: string) => void
  /** The wait before the first restart; doubled for each crash that follows quickly, up to 10 s. */
  firstDelayMs?: number
  /** Where it says more, for whom it concerns. */
  logFile?: string
}

const longestDelayMs = 10_000
// One that ran for so long is not in a crash loop.
const steadyMs = 30_000
// So often it is told of each end; then it is said once that it does not stay, and nothing more until it does.
const toldEnds = 3

/** Starts a service, waits until it is ready, and from then on restarts it when it ends. */
export async function supervise<S extends Service>(options: SuperviseOptions<S>): Promise<Supervised & { first: S }> {
  const first = await options.start()
  let current: S | undefined = first
  let stopping = false
  const stopped = new AbortController()
  const { firstDelayMs = 200, onNews = () => {}, logFile } = options

  const keepAlive = async () => {
    let delay = firstDelayMs
    let startedAt = Date.now()
    let ends = 0
    let why = describeExit(await first.exited)
    while (!stopping) {
      current = undefined
      if (Date.now() - startedAt > steadyMs) {
        delay = firstDelayMs
        ends = 0
      }
      ends++
      if (ends < toldEnds)
        onNews(
          `${first.name} ended (${why}); restarting${delay >= 1_000 ? ` in ${Math.round(delay / 1_000)} s` : ''} …`,
        )
      else if (ends === toldEnds)
        onNews(
          `${first.name} does not stay (${why}); it is started again and again, and you are told when it stays.` +
            (logFile === undefined ? '' : ` Its log: ${logFile}`),
        )
      await sleep(delay, undefined, { signal: stopped.signal }).catch(() => {})
      delay = Math.min(delay * 2, longestDelayMs)
      if (stopping) return
      try {
        const next = await options.start()
        current = next
        startedAt = Date.now()
        if (stopping) return void (await next.stop({ withinMs: 500 }))
        const steady =
          ends < toldEnds ? undefined : setTimeout(() => onNews(`${next.name} is back, and stays.`), steadyMs)
        if (steady === undefined) onNews(`${next.name} is back.`)
        why = describeExit(await next.exited)
        clearTimeout(steady)
      } catch (error) {
        startedAt = Date.now()
        why = (error as Error).message
      }
    }
  }
  const keeping = keepAlive()
  return {
    name: first.name,
    first,
    current: () => current,
    async stop(stopOptions) {
      stopping = true
      stopped.abort()
      await current?.stop(stopOptions)
      await keeping
    },
  }
}
