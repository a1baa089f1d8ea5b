import type { Models } from '@orchestrator/models'
import { currentEpoch, type Store } from '@orchestrator/store'
import { Worker } from '@temporalio/worker'
import { heartbeatEveryMs } from '../activities/beating.ts'
import { refuseOldEpochs } from '../activities/refuse-old-epochs.ts'
import { bundleWorkflows } from '../compiled/bundle-workflows.ts'
import { startLoop } from '../loop.ts'
import { connectTemporal } from '../temporal/connection.ts'
import { dataConverter } from '../temporal/data-converter.ts'
import { agentsTaskQueue } from '../temporal/names.ts'
import { traceActivities, traceSinks } from '../temporal/trace.ts'
import { abandonRuns } from './abandon-runs.ts'
import { agentWorkflows } from './agent-workflows.ts'
import type { AgentsHostOptions } from './agents-host.ts'
import { createAgentActivities } from './create-agent-activities.ts'
import { startRuns } from './start-runs.ts'
import { tellRuns } from './tell-runs.ts'
import { watchRuns } from './watch-runs.ts'

const watchEveryMs = 10_000

/** Serves the workflows of agents' runs. */
export async function startAgentWorker(
  options: AgentsHostOptions,
  { app, relay, models }: { readonly app: Store; readonly relay: Store; readonly models: Models },
): Promise<{
  /** Cancels what nobody waits for, starts what is queued, and tells what was answered. */
  round(): Promise<void>
  stop(): Promise<void>
}> {
  const { logger } = options
  const temporal = await connectTemporal({ ...options.temporal, identity: `agents ${process.pid}` })
  const epoch = await currentEpoch(app)
  const activities = createAgentActivities({ store: app, models })
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: agentsTaskQueue,
    dataConverter,
    workflowBundle: await bundleWorkflows(agentWorkflows, options.home),
    activities: refuseOldEpochs(activities, epoch),
    interceptors: { activity: traceActivities() },
    sinks: traceSinks,
    workflowThreadPoolSize: 1,
    maxCachedWorkflows: 200,
    // One thread computes them: those that wait for it wait on the server, where their time does not run out.
    maxConcurrentWorkflowTaskExecutions: 4,
    maxConcurrentLocalActivityExecutions: 20,
    // They wait for others nearly all of their time.
    maxConcurrentActivityTaskExecutions: 100,
    maxHeartbeatThrottleInterval: heartbeatEveryMs,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    shutdownGraceTime: '5 seconds',
  })
  const working = worker.run()
  const deps = { app, relay, client: temporal.client, epoch }
  const watching = startLoop('watching agents', watchEveryMs, logger, watchRuns(deps, temporal))
  return {
    async round() {
      await abandonRuns(deps)
      await startRuns(deps)
      await tellRuns(deps)
    },
    async stop() {
      await watching.stop()
      worker.shutdown()
      await working
      await temporal.close()
    },
  }
}
