import { fileURLToPath } from 'node:url'
import { createStore, currentEpoch, sweepWaits } from '@orchestrator/store'
import { Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { refuseOldEpochs } from './activities/refuse-old-epochs.ts'
import { sweepApprovals } from './approvals/sweep-approvals.ts'
import { bundleWorkflows } from './compiled/bundle-workflows.ts'
import { learnPreferences } from './learning/learn-preferences.ts'
import { startLoop } from './loop.ts'
import { startModelSweep } from './models/start-sweep.ts'
import { type MailConfig, startMailing } from './outgoing/mail/start-mailing.ts'
import { Outgoing } from './outgoing/outgoing.ts'
import { sweepPatches } from './patches/sweep-patches.ts'
import { Gate } from './relay/gate.ts'
import { Relay } from './relay/relay.ts'
import { SlowLane } from './relay/slow-lane.ts'
import { WaitOutbox } from './relay/wait-outbox.ts'
import { RecentEvents } from './rules/recent-events.ts'
import { createRefusedRunActivities, startRefusedRun } from './rules/refused-runs.ts'
import { RuleDispatcher } from './rules/rule-dispatcher.ts'
import { startRuleRunHost } from './rules/rule-run-host.ts'
import { RuleRunner } from './rules/run-rules.ts'
import { Advancer } from './rules/stepped/advancer.ts'
import { sweepRules } from './rules/sweep-rules.ts'
import { createScheduleActivities } from './schedules/fire-schedule.ts'
import { ScheduleSync } from './schedules/schedule-sync.ts'
import { SeriesSweeper } from './series/series-sweeper.ts'
import { startSweeps } from './start-sweeps.ts'
import { connectTemporal } from './temporal/connection.ts'
import { dataConverter } from './temporal/data-converter.ts'
import { endOldEpochs } from './temporal/end-old-epochs.ts'
import { relayTaskQueue } from './temporal/names.ts'
import { traceActivities, traceSinks } from './temporal/trace.ts'
import type { RefusedRun } from './workflows/refused-rule-activities.ts'

export interface RelayHostOptions {
  readonly databaseUrl: string
  readonly masterKey: string
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** Compiled workflows are kept under it. */
  readonly home: string
  /** Own services that rules and deliveries may call although they are private. */
  readonly allowPrivateHosts?: readonly string[]
  /** null: notifications stay in the inbox. */
  readonly mail?: MailConfig | null
  readonly logger: Logger
  /** Pauses between attempts to deliver; a test has no days. */
  readonly deliveryPauses?: readonly number[]
  readonly deliveryTimeoutMs?: number
}

const relayWorkflows = { workflowsPath: fileURLToPath(new URL('./workflows/relay-workflows.ts', import.meta.url)) }
/** How late a reminder, or the end of an approval or a patch, may be told. */
const sweepInterval = 1_000
/** What decisions show is told some seconds later, for people decide on many operations in a row. */
const learningInterval = 10_000
/** Waits for which nobody comes are few and do no harm. */
const waitSweepInterval = 60_000

/** The relay, the rules that are done at once, the outbox of waits and all that leaves the product: one process. */
export async function startRelayHost({
  databaseUrl,
  masterKey,
  temporal,
  home,
  allowPrivateHosts = [],
  mail = null,
  logger,
  deliveryPauses,
  deliveryTimeoutMs = 15_000,
}: RelayHostOptions): Promise<{ stop(): Promise<void> }> {
  const relayStore = createStore({ databaseUrl, masterKey, role: 'relay', connections: 8, name: 'orchestrator relay' })
  const appStore = createStore({ databaseUrl, masterKey, role: 'app', connections: 6, name: 'orchestrator rules' })
  const connected = await connectTemporal({
    ...temporal,
    identity: `relay ${process.pid}`,
  })
  const { connection, client, namespace, close } = connected
  const epoch = await currentEpoch(appStore)
  const recent = new RecentEvents()
  const outbox = new WaitOutbox({ store: relayStore, client, logger })
  const outgoing = new Outgoing({
    ...{ relayStore, appStore, logger, masterKey },
    policy: { allowPrivateHosts },
    timeoutMs: deliveryTimeoutMs,
    ...(deliveryPauses && { pauses: deliveryPauses }),
  })
  const runner = new RuleRunner(appStore, recent, () => outgoing.poke())
  const onRefused = (run: RefusedRun) => startRefusedRun({ client, epoch, logger }, run)
  const dispatcher = new RuleDispatcher({ relayStore, appStore, runner, onRefused, logger })
  const ruleRuns = startRuleRunHost({
    ...{ app: appStore, relay: relayStore, temporal: connected, epoch, logger },
    http: { allowPrivateHosts },
    home,
  })
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: relayTaskQueue,
    dataConverter,
    workflowBundle: await bundleWorkflows(relayWorkflows, home),
    activities: refuseOldEpochs(
      {
        ...createRefusedRunActivities(runner),
        ...createScheduleActivities(appStore),
      },
      epoch,
    ),
    interceptors: { activity: traceActivities() },
    sinks: traceSinks,
    maxConcurrentWorkflowTaskExecutions: 20,
    maxConcurrentLocalActivityExecutions: 20,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    maxCachedWorkflows: 100,
    shutdownGraceTime: '5 seconds',
  })
  const working = worker.run()
  const ruleRunHost = await ruleRuns
  const advancer = new Advancer({ relay: relayStore, app: appStore, logger })
  const onWaits = () => {
    advancer.poke()
    outbox.poke()
  }
  const found = { onRuleRuns: (workspaceId: string) => dispatcher.poke(workspaceId), onWaits }
  const slowLane = new SlowLane({ store: relayStore, app: appStore, logger, ...found })
  const gate = new Gate({ store: relayStore, app: appStore, logger, onRuleRuns: found.onRuleRuns })
  const relay = new Relay({
    store: relayStore,
    logger,
    recent,
    ...found,
    onSteppedRuns: () => advancer.poke(),
    onHeld: () => gate.poke(),
    onLagging: () => slowLane.poke(),
    onRead: (workspaceId) => outgoing.read(workspaceId),
  })
  await outgoing.start()
  const schedules = new ScheduleSync({ relay: relayStore, app: appStore, client, logger })
  await relay.start()
  await advancer.start()
  await schedules.start()
  await gate.start()
  slowLane.start()
  const series = new SeriesSweeper({ relay: relayStore, app: appStore, logger })
  const sweeps = startSweeps({
    ...{ series, outbox, dispatcher, relay, logger },
    sweepRules: () => sweepRules(relayStore, client, epoch),
  })
  const waitSweep = setInterval(
    () =>
      void sweepWaits(relayStore).catch((error: unknown) =>
        logger.warn({ err: error }, 'the sweep of waits failed; it is tried again'),
      ),
    waitSweepInterval,
  )
  const mailing = mail && startMailing({ ...mail, store: relayStore, appStore, masterKey, logger })
  const approvalSweep = startLoop('the sweep of approvals', sweepInterval, logger, async () => {
    await sweepApprovals({ relayStore, appStore, logger })
  })
  const patchSweep = startLoop('the sweep of patches', sweepInterval, logger, async () => {
    await sweepPatches({ relayStore, appStore, logger })
  })
  const learning = startLoop('learning from decisions', learningInterval, logger, async () => {
    await learnPreferences({ relayStore, appStore })
  })
  const modelSweep = startModelSweep(appStore, logger)
  void endOldEpochs(client, epoch, logger).catch((error: unknown) =>
    logger.warn({ err: error }, 'workflows of before the restore were not ended; their activities are refused'),
  )
  return {
    stop: async () => {
      clearInterval(waitSweep)
      await Promise.all([sweeps.stop(), approvalSweep.stop(), patchSweep.stop(), learning.stop(), mailing?.stop()])
      await modelSweep.stop()
      await Promise.all([relay.stop(), slowLane.stop(), gate.stop(), schedules.stop(), series.stop()])
      await Promise.all([dispatcher.stop(), advancer.stop(), outbox.stop(), ruleRunHost.stop(), outgoing.stop()])
      worker.shutdown()
      await working
      await close()
      await Promise.all([relayStore.close(), appStore.close()])
    },
  }
}
