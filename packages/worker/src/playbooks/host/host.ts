import type { ErrorJson } from '@orchestrator/domain'
import { createStore, findWatchedRun, liveBundles, queuedPlaybookRuns, readBundle } from '@orchestrator/store'
import type { Logger } from 'pino'
import { pruneCompiled } from '../../compiled/folder.ts'
import type { WorkerConfig } from '../../config.ts'
import { startLoop } from '../../loop.ts'
import { connectTemporal } from '../../temporal/connection.ts'
import { startPlaybookRun } from '../serve/start-run.ts'
import { handleBreakdown, type Strikes } from './breakdown.ts'
import { serveConfigOf } from './bundle-process.ts'
import { stopRun } from './contain.ts'
import { createCurrentVersions } from './current-versions.ts'
import { deployFolder } from './deploy-folder.ts'
import { createLiveBundles } from './live-bundles.ts'
import { startOwnerCheck } from './owner-check.ts'
import { createServedHere } from './served-here.ts'
import { startStarter } from './starter.ts'
import { hasWaitingWork } from './waiting-work.ts'
import { watchFolder } from './watch-folder.ts'
import { startWatchdog } from './watchdog.ts'

export interface PlaybookHost {
  /** Lets what is under way come to a resting place, then ends; less than ten seconds. */
  stop(): Promise<void>
}

/** Deploys the configured folder, serves every bundle that is needed, starts queued runs and watches over those under way. */
export async function startPlaybookHost(config: WorkerConfig, logger: Logger): Promise<PlaybookHost> {
  const { databaseUrl, masterKey, home } = config
  const app = createStore({ databaseUrl, masterKey, role: 'app', connections: 4, name: 'orchestrator playbook host' })
  const relay = createStore({
    databaseUrl,
    masterKey,
    role: 'relay',
    connections: 2,
    name: 'orchestrator playbook host',
  })
  const temporal = await connectTemporal({ ...config.temporal, identity: `playbook host ${process.pid}` })

  // Before anything is served: what is in use must not be removed from under it.
  await pruneCompiled(home).catch((error: unknown) =>
    logger.warn({ err: error }, 'old compiled bundles were not removed'),
  )

  const strikes: Strikes = new Map()
  const servedHere = createServedHere(app)
  const bundles = createLiveBundles({
    async live() {
      const live = await liveBundles(relay)
      const here = await Promise.all(live.map(servedHere))
      return live.filter((_, index) => here[index])
    },
    async read({ workspaceId, hash }) {
      const stored = await readBundle(app, workspaceId, hash)
      const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
      return stored && { isolate: text(stored.isolate), steps: stored.steps === null ? null : text(stored.steps) }
    },
    config: serveConfigOf(config),
    logger,
    hasWork: (bundle) => hasWaitingWork(temporal, bundle),
    onTrouble: (workflowId) => watchdog.look(workflowId),
    onBreakdown: (info) => handleBreakdown({ temporal, memoryMb: config.playbookMemoryMb, stop }, info, strikes),
  })
  async function stop(of: { workspaceId: string; workflowId: string }, error: ErrorJson): Promise<void> {
    const run = await findWatchedRun(app, of)
    if (run !== null) await stopRun({ app, temporal, logger }, run, error)
  }
  const watchdog = startWatchdog({
    app,
    relay,
    temporal,
    logger,
    onWork: (bundle) =>
      void servedHere(bundle)
        .then(async (here) => void (here && (await bundles.serve(bundle))))
        .catch(() => undefined),
  })
  const versions = createCurrentVersions(temporal, logger)
  const folder = config.playbooks
  if (folder !== null) await deployFolder({ app, bundles, home, logger }, folder)
  const starter = await startStarter({
    ...{ name: 'starting queued runs', relay, logger, ofEachGroup: 100 },
    queued: (ofEachBundle) => queuedPlaybookRuns(relay, ofEachBundle),
    groupOf: ({ workspaceId, version }) => `${workspaceId}/${version}`,
    async start({ workspaceId, id, version }) {
      const bundle = { workspaceId, hash: version }
      if (await servedHere(bundle)) return (await bundles.serve(bundle)).start(id)
      // Its team's process takes the workflow's tasks, whenever there is one.
      await startPlaybookRun({ store: app, client: temporal.client, eager: false }, { workspaceId, runId: id })
    },
  })
  const refresher = startLoop('looking after bundles', 2_000, logger, async () => {
    await versions.show(await bundles.refresh())
    await bundles.wakeSleepers()
  })
  // The loop begins with a round; the folder was deployed just now.
  let first = true
  const deployer =
    folder === null
      ? null
      : startLoop('deploying the folder', 2 ** 31 - 1, logger, async () => {
          if (first) return void (first = false)
          await deployFolder({ app, bundles, home, logger }, folder)
          // For the next edit. At rest none is kept.
          bundles.prepare()
        })
  const unwatch = folder?.watch ? watchFolder(folder.folder, () => deployer?.wake()) : () => undefined
  const owners =
    folder === null
      ? null
      : startOwnerCheck({ app, workspace: folder.workspace, logger, onOther: () => deployer?.wake() })

  return {
    async stop() {
      unwatch()
      await Promise.allSettled([owners?.stop(), deployer?.stop(), starter.stop(), refresher.stop(), watchdog.stop()])
      await bundles.close()
      await Promise.allSettled([app.close(), relay.close(), temporal.close()])
    },
  }
}
