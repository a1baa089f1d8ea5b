import { openRuns, queuedVersions, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { LiveBundles } from './live-bundles.ts'
import { type Loop, startLoop } from './loop.ts'

const most = 200

/** Starts queued runs of playbooks: on a notice, and every second in case one was lost. */
export async function startStarter(deps: {
  app: Store
  relay: Store
  bundles: LiveBundles
  logger: Logger
}): Promise<Loop & { open(): ReadonlySet<string> }> {
  const { app, relay, bundles, logger } = deps
  /** Under way, or failed a moment ago. */
  const open = new Set<string>()

  const loop = startLoop('starting queued runs', 1_000, logger, async () => {
    const queued = (await openRuns(relay, 'playbook', 'queued', most)).filter(({ id }) => !open.has(id))
    const byWorkspace = Map.groupBy(queued, ({ workspaceId }) => workspaceId)
    await Promise.all(
      [...byWorkspace].map(async ([workspaceId, runs]) => {
        const ids = runs.map(({ id }) => id)
        const rows = await queuedVersions(app, workspaceId, ids)
        for (const { id, version } of rows) void start(workspaceId, id, version)
      }),
    )
    if (queued.length === most) loop.wake()
  })

  async function start(workspaceId: string, runId: string, hash: string): Promise<void> {
    if (open.has(runId)) return
    open.add(runId)
    try {
      const bundle = await bundles.serve(workspaceId, hash)
      await bundle.start(runId)
      open.delete(runId)
    } catch (error) {
      logger.debug({ err: error, runId }, 'a run was not started; it is tried again')
      setTimeout(() => open.delete(runId), 1_000).unref()
    }
  }

  const unlisten = await relay.listen('orchestrator_runs', () => loop.wake())
  return {
    wake: loop.wake,
    open: () => open,
    async stop() {
      await unlisten().catch(() => undefined)
      await loop.stop()
    },
  }
}
