import { createStore, queuedPlaybookRuns } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { WorkerConfig } from '../../config.ts'
import { connectTemporal } from '../../temporal/connection.ts'
import { handleBreakdown, type Strikes } from './breakdown.ts'
import { pruneCompiled } from './compile.ts'
import { createCurrentVersions } from './current-versions.ts'
import { deployFolder } from './deploy-folder.ts'
import { createLiveBundles } from './live-bundles.ts'
import { startLoop } from './loop.ts'
import { startOwnerCheck } from './owner-check.ts'
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
  const bundles = createLiveBundles({
    app,
    relay,
    config,
    logger,
    hasWork: (bundle) => hasWaitingWork(temporal, bundle),
    onTrouble: (workflowId) => watchdog.look(workflowId),
    onBreakdown: (info) => handleBreakdown({ app, temporal, logger, memoryMb: config.playbookMemoryMb }, info, strikes),
  })
  const watchdog = startWatchdog({
    app,
    relay,
    temporal,
    logger,
    onWork: (bundle) => void bundles.serve(bundle).catch(() => undefined),
  })
  const versions = createCurrentVersions(temporal, logger)
  const folder = config.playbooks
  if (folder !== null) await deployFolder({ app, bundles, home, logger }, folder)
  const starter = await startStarter({
    ...{ name: 'starting queued runs', relay, logger, ofEachGroup: 100 },
    queued: (ofEachBundle) => queuedPlaybookRuns(relay, ofEachBundle),
    groupOf: ({ workspaceId, version }) => `${workspaceId}/${version}`,
    async start({ workspaceId, id, version }) {
      await (await bundles.serve({ workspaceId, hash: version })).start(id)
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
