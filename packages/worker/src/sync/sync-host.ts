import { fileURLToPath } from 'node:url'
import { type Connector, connectors, type OAuthClient } from '@orchestrator/integrations'
import { createStore, readConnection, type Store, sweepDeliveries } from '@orchestrator/store'
import { cancellationSignal } from '@temporalio/activity'
import { Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { beating, heartbeatEveryMs } from '../activities/beating.ts'
import { bundleWorkflows } from '../compiled/bundle-workflows.ts'
import { startLoop } from '../loop.ts'
import { connectTemporal } from '../temporal/connection.ts'
import { dataConverter } from '../temporal/data-converter.ts'
import { syncTaskQueue } from '../temporal/names.ts'
import { traceActivities, traceSinks } from '../temporal/trace.ts'
import type { SyncActivities } from '../workflows/sync-activities.ts'
import { Budgets } from './limit-session.ts'
import { openSession } from './open-session.ts'
import { syncRound } from './round.ts'
import type { SyncDeps } from './sync-deps.ts'
import { Troubles } from './trouble.ts'
import { startWaking } from './wake-connections.ts'

export interface SyncHostOptions {
  readonly databaseUrl: string
  readonly masterKey: string
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** Compiled workflows are kept under it. */
  readonly home: string
  /** Services that may be reached although they are private, e.g. an own GitHub Enterprise. */
  readonly allowPrivateHosts?: readonly string[]
  /** Where services reach the API; null: they are asked, and do not tell by themselves. */
  readonly publicUrl?: string | null
  readonly logger: Logger
  /** As whom this platform asks for consent, by the id of the connector. */
  readonly oauthClients?: Readonly<Record<string, OAuthClient>>
  /** Others than those of the product: for tests. */
  readonly connectors?: Readonly<Record<string, Connector>>
  readonly pullEveryMs?: number
}

const syncWorkflows = { workflowsPath: fileURLToPath(new URL('../workflows/sync-workflows.ts', import.meta.url)) }
const sweepEveryMs = 10 * 60_000

/** All that is between this platform and the services that are connected to it: one process. */
export async function startSyncHost(options: SyncHostOptions): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, masterKey, logger } = options
  const store = createStore({ databaseUrl, masterKey, role: 'app', connections: 10, name: 'orchestrator sync' })
  const connected = await connectTemporal({ ...options.temporal, identity: `sync ${process.pid}` })
  const { connection, client, namespace, close } = connected
  const deps = depsOf(store, options)
  const activities: SyncActivities = {
    syncRound: beating((ref) => syncRound(deps, ref, cancellationSignal())),
  }
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: syncTaskQueue,
    dataConverter,
    workflowBundle: await bundleWorkflows(syncWorkflows, options.home),
    activities,
    interceptors: { activity: traceActivities() },
    sinks: traceSinks,
    workflowThreadPoolSize: 1,
    maxConcurrentWorkflowTaskExecutions: 20,
    maxConcurrentActivityTaskExecutions: 20,
    maxHeartbeatThrottleInterval: heartbeatEveryMs,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    maxCachedWorkflows: 500,
    shutdownGraceTime: '5 seconds',
  })
  const working = worker.run()
  const waking = await startWaking({ store, client, logger })
  const sweep = startLoop('the sweep of deliveries that were read', sweepEveryMs, logger, () => sweepDeliveries(store))
  return {
    async stop() {
      await Promise.all([waking.stop(), sweep.stop()])
      worker.shutdown()
      await working
      await close()
      await store.close()
    },
  }
}

function depsOf(store: Store, options: SyncHostOptions): SyncDeps {
  const { masterKey, logger, allowPrivateHosts = [], oauthClients = {}, pullEveryMs = 60_000 } = options
  const budgets = new Budgets()
  return {
    ...{ store, logger, pullEveryMs },
    connectors: options.connectors ?? connectors,
    openSession: (claim, state, connector, signal) =>
      openSession({ store, masterKey, oauthClients, policy: { allowPrivateHosts } }, claim, state, connector, signal),
    webhookOf: async (claim) => {
      if (!options.publicUrl) return null
      const secret = (await readConnection(store, { masterKey, ...claim }))?.secret
      return secret ? { url: `${options.publicUrl}/v1/integrations/${claim.connectionId}/webhook`, secret } : null
    },
    budgetOf: (claim, connector) => budgets.of(claim.connectionId, connector.limits),
    troubles: new Troubles(store),
  }
}
