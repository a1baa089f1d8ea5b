import { readFile } from 'node:fs/promises'
import { type InjectedSinks, type NativeConnection, Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { heartbeatEveryMs } from '../../activities/beating.ts'
import type { PlaybookSinks } from '../../activities/playbook-contract.ts'
import { dataConverter } from '../../temporal/data-converter.ts'
import { playbookTaskQueue, playbookVersion } from '../../temporal/names.ts'
import { traceActivities, traceSinks } from '../../temporal/trace.ts'
import type { ServeOptions } from './protocol.ts'

/** How long a playbook may compute without awaiting anything. Each workflow task of a well-behaved one takes some 10 ms. */
export const computeLimitMs = 2_000

/** The Temporal worker of one bundle. `onLoad` is told of each workflow before its first task here, and so, when none is cached, before every task. */
export async function createBundleWorker(
  deps: {
    connection: NativeConnection
    namespace: string
    activities: object
    logger: Logger
    onLoad(workflow: { workflowId: string; runId: string }): void
  },
  options: ServeOptions,
): Promise<Worker> {
  const { careful } = options
  const sinks: InjectedSinks<PlaybookSinks> = {
    playbook: {
      log: {
        fn: (info, run, playbook, level, message, fields) =>
          deps.logger[level](
            { runId: run.runId, workspaceId: run.workspaceId, playbook, workflowId: info.workflowId, fields },
            message,
          ),
        callDuringReplay: false,
      },
    },
  }
  /** The SDK's own hooks begin in the isolate, which is too late to tell who broke it. */
  class TellingWorker extends Worker {
    protected override createWorkflow(...args: Parameters<Worker['createWorkflow']>) {
      const [{ runId }, { workflowId }] = args
      deps.onLoad({ workflowId: workflowId ?? '', runId })
      return super.createWorkflow(...args)
    }
  }
  return TellingWorker.create({
    connection: deps.connection,
    namespace: deps.namespace,
    taskQueue: playbookTaskQueue(options.workspaceId, options.hash),
    workerDeploymentOptions: {
      version: playbookVersion(options.workspaceId, options.hash),
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
    workflowBundle: { code: await readFile(options.workflowFile, 'utf8') },
    activities: deps.activities,
    dataConverter,
    interceptors: { activity: traceActivities() },
    sinks: { ...sinks, ...traceSinks },
    // A run that computes without end holds its thread until the limit; the others have a second one.
    workflowThreadPoolSize: careful ? 1 : 2,
    // The SDK has this option but not in its types; its default of 5 s is as long as a workflow task may take in all.
    ...({ isolateExecutionTimeout: computeLimitMs } as object),
    maxCachedWorkflows: careful ? 0 : 300,
    maxConcurrentWorkflowTaskExecutions: careful ? 1 : 40,
    ...(careful
      ? { workflowTaskPollerBehavior: { type: 'simple-maximum' as const, maximum: 1 } }
      : { workflowTaskPollerBehavior: { type: 'autoscaling' as const, minimum: 1, initial: 2, maximum: 10 } }),
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentActivityTaskExecutions: 20,
    maxHeartbeatThrottleInterval: heartbeatEveryMs,
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 5 },
    shutdownGraceTime: '3 seconds',
    shutdownForceTime: '7 seconds',
  })
}
