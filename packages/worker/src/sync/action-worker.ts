import { Worker } from '@temporalio/worker'
import type { AgentActivities } from '../activities/agent-contract.ts'
import { beating, heartbeatEveryMs } from '../activities/beating.ts'
import { connectorActionActivity } from '../activities/connector-action.ts'
import { withFailures } from '../activities/failures.ts'
import type { ConnectorActivities } from '../activities/playbook-contract.ts'
import { callActionActivity } from '../agents/activities/call-action.ts'
import type { ActionDeps } from '../connected/run-action.ts'
import type { TemporalConnection } from '../temporal/connection.ts'
import { dataConverter } from '../temporal/data-converter.ts'
import { actionsTaskQueue } from '../temporal/names.ts'
import { traceActivities } from '../temporal/trace.ts'

/** Does what runs ask connected services for: they run in processes that have no credentials. */
export async function startActionWorker(
  { connection, namespace }: TemporalConnection,
  deps: ActionDeps,
): Promise<{ stop(): Promise<void> }> {
  const activities: ConnectorActivities & Pick<AgentActivities, 'callAction'> = {
    connectorAction: withFailures(beating(connectorActionActivity(deps))),
    callAction: withFailures(beating(callActionActivity(deps))),
  }
  const worker = await Worker.create({
    ...{ connection, namespace, taskQueue: actionsTaskQueue, dataConverter, activities },
    interceptors: { activity: traceActivities() },
    maxConcurrentActivityTaskExecutions: 50,
    maxHeartbeatThrottleInterval: heartbeatEveryMs,
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    shutdownGraceTime: '5 seconds',
  })
  const working = worker.run()
  return {
    async stop() {
      worker.shutdown()
      await working
    },
  }
}
