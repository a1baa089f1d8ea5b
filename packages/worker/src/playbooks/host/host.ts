import { createStore } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { WorkerConfig } from '../../config.ts'
import { connectTemporal } from '../../temporal/connection.ts'
import { handleBreakdown, type Strikes } from './breakdown.ts'
import { pruneCompiled } from './compile.ts'
import { deployFolder } from './deploy-folder.ts'
import { createLiveBundles } from './live-bundles.ts'
import { startLoop } from './loop.ts'
import { startStarter } from './starter.ts'
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

  const strikes: Strikes = new Map()
  const watchdog = startWatchdog({ app, relay, temporal, logger })
  const bundles = createLiveBundles({
    app,
    relay,
    config,
    logger,
    onTrouble: (workflowId) => watchdog.look(workflowId),
    onBreakdown: (info) => handleBreakdown({ app, temporal, logger, memoryMb: config.playbookMemoryMb }, info, strikes),
  })
  const folder = config.playbooks
  if (folder !== null) await deployFolder({ app, bundles, home, logger }, folder)
  const starter = await startStarter({ app, relay, bundles, logger })
  const refresher = startLoop('looking after bundles', 5_000, logger, () => bundles.refresh())
  // The loop begins with a round; the folder was deployed just now.
  let first = true
  const deployer = folder?.watch
    ? startLoop('deploying the folder', 2 ** 31 - 1, logger, async () => {
        if (first) first = false
        else await deployFolder({ app, bundles, home, logger }, folder)
      })
    : null
  const unwatch =
    folder !== null && deployer !== null ? watchFolder(folder.folder, () => deployer.wake()) : () => undefined
  void pruneCompiled(home).catch(() => undefined)

  return {
    async stop() {
      unwatch()
      await Promise.allSettled([deployer?.stop(), starter.stop(), refresher.stop(), watchdog.stop()])
      await bundles.close()
      await Promise.allSettled([app.close(), relay.close(), temporal.close()])
    },
  }
}
