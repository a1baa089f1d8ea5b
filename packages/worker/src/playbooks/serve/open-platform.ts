import { createStore, currentEpoch } from '@orchestrator/store'
import type { Client } from '@temporalio/client'
import { refuseOldEpochs } from '../../activities/refuse-old-epochs.ts'
import { createRunCalls, type RunCalls } from '../../activities/run-calls.ts'
import { createRemoteCalls } from '../remote/remote-calls.ts'
import type { PlatformAccess } from './protocol.ts'
import { startPlaybookRun } from './start-run.ts'

/** What the process of a bundle has of the platform. */
export interface Platform {
  readonly calls: RunCalls
  /** Starts a queued run on Temporal. Where the platform is out of reach, it does that itself. */
  startRun(deps: { client: Client; eager: boolean }, run: { workspaceId: string; runId: string }): Promise<void>
  /** Activities that do nothing for what began before the database was restored. */
  guard<A extends object>(activities: A): A
  close(): Promise<void>
}

export async function openPlatform(access: PlatformAccess): Promise<Platform> {
  if (access.kind === 'api')
    return {
      calls: createRemoteCalls(access),
      startRun: () => Promise.reject(new Error('the platform starts the runs of this bundle itself')),
      // The API asks that of each call.
      guard: (activities) => activities,
      close: () => Promise.resolve(),
    }
  const store = createStore({
    databaseUrl: access.url,
    role: 'app',
    connections: 8,
    name: 'orchestrator playbooks',
  })
  const epoch = await currentEpoch(store)
  return {
    calls: createRunCalls(store),
    startRun: (deps, run) => startPlaybookRun({ store, ...deps }, run),
    guard: (activities) => refuseOldEpochs(activities, epoch),
    close: () => store.close(),
  }
}
