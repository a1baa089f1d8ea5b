import type { GuardPolicy } from '@orchestrator/integrations'
import { canceledLongRuleRuns, queuedLongRuleRuns, runningLongRuleRuns, type Store } from '@orchestrator/store'
import { type InjectedSinks, Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import type { PlaybookSinks } from '../activities/playbook-contract.ts'
import { refuseOldEpochs } from '../activities/refuse-old-epochs.ts'
import { createRuleRunActivities } from '../activities/rule-run-activities.ts'
import { startLoop } from '../playbooks/host/loop.ts'
import { startWatchdog } from '../playbooks/host/watchdog.ts'
import { createScriptRunner } from '../scripts/script-runner.ts'
import type { TemporalConnection } from '../temporal/connection.ts'
import { ruleRunsTaskQueue } from '../temporal/names.ts'
import { traceActivities, traceModule, traceSinks } from '../temporal/trace.ts'
import { ruleRunWorkflows } from './bundle-rule-runs.ts'
import { startRuleRun } from './start-rule-run.ts'

/** Runs of one workspace that are being started at the same time. */
const ofEachWorkspace = 50

/** Starts and serves runs of rules that have a workflow of their own, and watches over them. */
export async function startRuleRunHost(deps: {
  app: Store
  relay: Store
  temporal: TemporalConnection
  epoch: number
  http: Partial<GuardPolicy>
  logger: Logger
}): Promise<{ stop(): Promise<void> }> {
  const { app, relay, temporal, epoch, logger } = deps
  const scripts = createScriptRunner()
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: ruleRunsTaskQueue,
    ...ruleRunWorkflows,
    activities: refuseOldEpochs(createRuleRunActivities({ store: app, http: deps.http, scripts }), epoch),
    interceptors: { workflowModules: [traceModule], activity: traceActivities() },
    sinks: { ...logSinks(logger), ...traceSinks },
    workflowThreadPoolSize: 1,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentActivityTaskExecutions: 20,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 5 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 5 },
    maxCachedWorkflows: 300,
    shutdownGraceTime: '5 seconds',
  })
  const working = worker.run()
  /** Under way, or failed a moment ago. */
  const open = new Set<string>()
  const starter = startLoop('starting queued runs of rules', 1_000, logger, async () => {
    const queued = await queuedLongRuleRuns(relay, ofEachWorkspace)
    for (const runs of Map.groupBy(queued, ({ workspaceId }) => workspaceId).values()) {
      const starting = runs.filter(({ id }) => !open.has(id)).map(start)
      // There may be more of them.
      if (starting.length > 0 && runs.length === ofEachWorkspace) void Promise.all(starting).then(() => starter.wake())
    }
  })
  const unlisten = await relay.listen('orchestrator_runs', () => starter.wake())
  const watchdog = startWatchdog({
    ...{ app, relay, temporal, logger },
    runs: { running: runningLongRuleRuns, canceled: canceledLongRuleRuns },
    // All are served here.
    onWork: () => undefined,
  })

  async function start({ workspaceId, id: runId }: { workspaceId: string; id: string }): Promise<void> {
    open.add(runId)
    try {
      await startRuleRun({ store: app, client: temporal.client }, { workspaceId, runId })
      open.delete(runId)
    } catch (error) {
      logger.debug({ err: error, runId }, 'a run was not started; it is tried again')
      setTimeout(() => open.delete(runId), 1_000).unref()
    }
  }

  return {
    async stop() {
      await unlisten().catch(() => undefined)
      await Promise.all([starter.stop(), watchdog.stop()])
      worker.shutdown()
      await working
      scripts.close()
    },
  }
}

const logSinks = (logger: Logger): InjectedSinks<PlaybookSinks> => ({
  playbook: {
    log: {
      fn: (info, run, rule, level, message, fields) =>
        logger[level](
          { runId: run.runId, workspaceId: run.workspaceId, rule, workflowId: info.workflowId, fields },
          message,
        ),
      callDuringReplay: false,
    },
  },
})
