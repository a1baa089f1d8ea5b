import type { GuardPolicy } from '@orchestrator/integrations/outgoing'
import { canceledLongRuleRuns, queuedLongRuleRuns, runningLongRuleRuns, type Store } from '@orchestrator/store'
import { type InjectedSinks, Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { heartbeatEveryMs } from '../activities/beating.ts'
import type { PlaybookSinks } from '../activities/playbook-contract.ts'
import { refuseOldEpochs } from '../activities/refuse-old-epochs.ts'
import { createRuleRunActivities } from '../activities/rule-run-activities.ts'
import { bundleWorkflows } from '../compiled/bundle-workflows.ts'
import { startStarter } from '../playbooks/host/starter.ts'
import { startWatchdog } from '../playbooks/host/watchdog.ts'
import { createScriptRunner } from '../scripts/script-runner.ts'
import type { TemporalConnection } from '../temporal/connection.ts'
import { dataConverter } from '../temporal/data-converter.ts'
import { ruleRunsTaskQueue } from '../temporal/names.ts'
import { traceActivities, traceSinks } from '../temporal/trace.ts'
import { ruleRunWorkflows } from './rule-run-workflows.ts'
import { startRuleRun } from './start-rule-run.ts'

/** Starts and serves runs of rules that have a workflow of their own, and watches over them. */
export async function startRuleRunHost(deps: {
  app: Store
  relay: Store
  temporal: TemporalConnection
  epoch: number
  http: Partial<GuardPolicy>
  home: string
  logger: Logger
}): Promise<{ stop(): Promise<void> }> {
  const { app, relay, temporal, epoch, logger } = deps
  const scripts = createScriptRunner()
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: ruleRunsTaskQueue,
    workflowBundle: await bundleWorkflows(ruleRunWorkflows, deps.home),
    dataConverter,
    activities: refuseOldEpochs(createRuleRunActivities({ store: app, http: deps.http, scripts }), epoch),
    interceptors: { activity: traceActivities() },
    sinks: { ...logSinks(logger), ...traceSinks },
    workflowThreadPoolSize: 1,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentActivityTaskExecutions: 20,
    maxHeartbeatThrottleInterval: heartbeatEveryMs,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 5 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 5 },
    maxCachedWorkflows: 300,
    shutdownGraceTime: '5 seconds',
  })
  const working = worker.run()
  const starter = await startStarter({
    ...{ name: 'starting queued runs of rules', relay, logger, ofEachGroup: 50 },
    queued: (ofEachWorkspace) => queuedLongRuleRuns(relay, ofEachWorkspace),
    groupOf: ({ workspaceId }) => workspaceId,
    start: ({ workspaceId, id: runId }) =>
      startRuleRun({ store: app, client: temporal.client }, { workspaceId, runId }),
  })
  const watchdog = startWatchdog({
    ...{ app, relay, temporal, logger },
    runs: { running: runningLongRuleRuns, canceled: canceledLongRuleRuns },
    // All are served here.
    onWork: () => undefined,
    // A rule has no endless loop: what is lost again and again went with processes that ended.
    isCode: false,
  })

  return {
    async stop() {
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
