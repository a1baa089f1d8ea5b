import type { Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import { type Loop, startLoop } from '../../loop.ts'

/** Starts queued runs: on a notice, and every second in case one was lost. One group that cannot be started keeps no other waiting. */
export async function startStarter<Q extends { readonly id: string }>(options: {
  /** What is done, in words. */
  readonly name: string
  readonly relay: Store
  readonly logger: Logger
  /** The oldest queued runs of each group, at most so many. */
  queued(ofEachGroup: number): PromiseLike<readonly Q[]>
  readonly ofEachGroup: number
  groupOf(run: Q): string
  start(run: Q): Promise<void>
}): Promise<Loop> {
  const { name, relay, logger, ofEachGroup } = options
  /** Under way, or tried a moment ago: one that is still queued then waits for another of its schedule, or failed. */
  const open = new Set<string>()

  const loop = startLoop(name, 1_000, logger, async () => {
    const queued = await options.queued(ofEachGroup)
    for (const runs of Map.groupBy(queued, options.groupOf).values()) {
      const starting = runs.filter(({ id }) => !open.has(id)).map(start)
      // There may be more of them.
      if (starting.length > 0 && runs.length === ofEachGroup) void Promise.all(starting).then(() => loop.wake())
    }
  })

  async function start(run: Q): Promise<void> {
    open.add(run.id)
    try {
      await options.start(run)
    } catch (error) {
      logger.debug({ err: error, runId: run.id }, 'a run was not started; it is tried again')
    } finally {
      setTimeout(() => open.delete(run.id), 1_000).unref()
    }
  }

  const unlisten = await relay.listen('orchestrator_runs', () => loop.wake())
  return {
    wake: loop.wake,
    async stop() {
      await unlisten().catch(() => undefined)
      await loop.stop()
    },
  }
}
