import proto from '@temporalio/proto'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { playbookTaskQueue } from '../../temporal/names.ts'

const { TaskQueueType } = proto.temporal.api.enums.v1
const types = [TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY]

/** Whether a task waits for a bundle that nobody serves: a timer that fired, a signal, a cancellation, a retry that is due. */
export async function hasWaitingWork(
  { connection, namespace }: TemporalConnection,
  bundle: { workspaceId: string; hash: string },
): Promise<boolean> {
  const taskQueue = { name: playbookTaskQueue(bundle.workspaceId, bundle.hash) }
  const answers = await Promise.all(
    types.map((taskQueueType) =>
      connection.workflowService.describeTaskQueue({ namespace, taskQueue, taskQueueType, reportStats: true }),
    ),
  )
  // A server that has no figures must not leave runs asleep.
  return answers.some(({ stats }) => !stats || Number(stats.approximateBacklogCount) > 0)
}
