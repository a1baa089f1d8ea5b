import { fileURLToPath } from 'node:url'
import { type Connector, connectors, type OAuthClient } from '@orchestrator/integrations'
import {
  createStore,
  readConnection,
  readReplyToken,
  type Store,
  sweepCalls,
  sweepDeliveries,
} from '@orchestrator/store'
import { cancellationSignal } from '@temporalio/activity'
import { Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { beating, heartbeatEveryMs } from '../activities/beating.ts'
import { bundleWorkflows } from '../compiled/bundle-workflows.ts'
import type { Opening } from '../connected/open-session.ts'
import { startLoop } from '../loop.ts'
import type { SlackDeps } from '../slack/app.ts'
import { startSlack } from '../slack/start-slack.ts'
import { connectTemporal } from '../temporal/connection.ts'
import { dataConverter } from '../temporal/data-converter.ts'
import { syncTaskQueue } from '../temporal/names.ts'
import { traceActivities, traceSinks } from '../temporal/trace.ts'
import type { SyncActivities } from '../workflows/sync-activities.ts'
import { startActionWorker } from './action-worker.ts'
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
  const budgets = new Budgets()
  const deps = depsOf(store, options, budgets)
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
  const actions = await startActionWorker(connected, {
    ...openingOf(store, options),
    connectors: deps.connectors,
    budgets,
  })
  const spoken = Object.values(deps.connectors).flatMap(({ id, itemTypes }) => (itemTypes.length === 0 ? [id] : []))
  const waking = await startWaking({ store, client, logger, spoken })
  const slack = deps.connectors['slack'] && (await startSlack(slackDepsOf(store, options, deps.connectors['slack'])))
  const sweep = startLoop('the sweep of deliveries that were read', sweepEveryMs, logger, () => sweepDeliveries(store))
  const callSweep = startLoop('the sweep of calls that were done', sweepEveryMs, logger, async () => {
    await sweepCalls(store)
  })
  return {
    async stop() {
      await Promise.all([waking.stop(), sweep.stop(), callSweep.stop(), slack?.stop()])
      worker.shutdown()
      await Promise.all([working, actions.stop()])
      await close()
      await store.close()
    },
  }
}

const openingOf = (
  store: Store,
  { masterKey, allowPrivateHosts = [], oauthClients = {} }: SyncHostOptions,
): Opening => ({ store, masterKey, oauthClients, policy: { allowPrivateHosts } })

const slackDepsOf = (store: Store, options: SyncHostOptions, connector: Connector): SlackDeps => ({
  ...openingOf(store, options),
  connector,
  publicUrl: options.publicUrl ?? null,
  logger: options.logger,
})

function depsOf(store: Store, options: SyncHostOptions, budgets: Budgets): SyncDeps {
  const { masterKey, logger, pullEveryMs = 60_000 } = options
  const opening = { ...openingOf(store, options), budgets }
  return {
    ...{ store, logger, pullEveryMs },
    connectors: options.connectors ?? connectors,
    openSession: (claim, state, connector, signal) => openSession(opening, claim, state, connector, signal),
    webhookOf: async (claim) => {
      if (!options.publicUrl) return null
      const secret = (await readConnection(store, { masterKey, ...claim }))?.secret
      return secret ? { url: `${options.publicUrl}/v1/integrations/${claim.connectionId}/webhook`, secret } : null
    },
    budgetOf: (claim, connector) => budgets.of(claim.connectionId, connector.limits),
    replyNotice: (workspaceId, token) => readReplyToken(masterKey, workspaceId, token),
    troubles: new Troubles(store),
  }
}
