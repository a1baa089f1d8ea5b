import { type QueuedRun, queuedPlaybookRuns, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { LiveBundles } from './live-bundles.ts'
import { type Loop, startLoop } from './loop.ts'

/** Runs of one bundle that are being started at the same time. */
const ofEachBundle = 100

/** Starts queued runs of playbooks: on a notice, and every second in case one was lost. */
export async function startStarter(deps: { relay: Store; bundles: LiveBundles; logger: Logger }): Promise<Loop> {
  const { relay, bundles, logger } = deps
  /** Under way, or tried a moment ago: one that is still queued then waits for another of its schedule, or failed. */
  const open = new Set<string>()

  const loop = startLoop('starting queued runs', 1_000, logger, async () => {
    const queued = await queuedPlaybookRuns(relay, ofEachBundle)
    for (const runs of Map.groupBy(queued, ({ workspaceId, version }) => `${workspaceId}/${version}`).values()) {
      const starting = runs.filter(({ id }) => !open.has(id)).map(start)
      // There may be more of them.
      if (starting.length > 0 && runs.length === ofEachBundle) void Promise.all(starting).then(() => loop.wake())
    }
  })

  async function start({ workspaceId, id: runId, version }: QueuedRun): Promise<void> {
    open.add(runId)
    try {
      const bundle = await bundles.serve({ workspaceId, hash: version })
      await bundle.start(runId)
    } catch (error) {
      logger.debug({ err: error, runId }, 'a run was not started; it is tried again')
    } finally {
      setTimeout(() => open.delete(runId), 1_000).unref()
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
