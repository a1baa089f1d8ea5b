import { isGrpcServiceError } from '@temporalio/client'
import proto, { type temporal } from '@temporalio/proto'
import type { TemporalConnection } from '../../temporal/connection.ts'

const {
  WorkflowExecutionStatus: Status,
  PendingActivityState,
  PendingWorkflowTaskState,
  EventType,
  WorkflowTaskFailedCause,
} = proto.temporal.api.enums.v1
type HistoryEvent = temporal.api.history.v1.IHistoryEvent

export interface DescribedRun {
  readonly state: 'open' | 'completed' | 'failed' | 'canceled' | 'terminated' | 'timed_out'
  /** The workflow task that is scheduled or under way; null when the run waits for something else. */
  readonly task: { readonly attempt: number; readonly startedAt: number | null } | null
  /** A task is there for whoever serves the run. */
  readonly hasWork: boolean
}

const notFound = 5

/** How a workflow stands; null when Temporal does not know it. */
export async function describeRun(
  { connection, namespace }: TemporalConnection,
  workflowId: string,
): Promise<DescribedRun | null> {
  try {
    const answer = await connection.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } })
    const task = answer.pendingWorkflowTask
    return {
      state: stateOf(answer.workflowExecutionInfo?.status),
      task:
        task === null || task === undefined
          ? null
          : {
              attempt: task.attempt ?? 1,
              startedAt:
                task.state === PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_STARTED
                  ? millisecondsOf(task.startedTime)
                  : null,
            },
      hasWork: Boolean(task) || (answer.pendingActivities ?? []).some(isDue),
    }
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === notFound) return null
    throw error
  }
}

/** Scheduled, and no pause before another try is under way. */
function isDue({ state, nextAttemptScheduleTime }: temporal.api.workflow.v1.IPendingActivityInfo): boolean {
  if (state !== PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED) return false
  return (millisecondsOf(nextAttemptScheduleTime) ?? 0) <= Date.now()
}

function stateOf(status: number | null | undefined): DescribedRun['state'] {
  switch (status) {
    case Status.WORKFLOW_EXECUTION_STATUS_COMPLETED:
      return 'completed'
    case Status.WORKFLOW_EXECUTION_STATUS_FAILED:
      return 'failed'
    case Status.WORKFLOW_EXECUTION_STATUS_CANCELED:
      return 'canceled'
    case Status.WORKFLOW_EXECUTION_STATUS_TERMINATED:
      return 'terminated'
    case Status.WORKFLOW_EXECUTION_STATUS_TIMED_OUT:
      return 'timed_out'
    default:
      return 'open'
  }
}

export interface TaskFailure {
  readonly nondeterminism: boolean
  readonly message: string
  readonly at: number
}

/** Why the run's last workflow task failed; null when it did not fail but was lost, or did well. */
export async function lastTaskFailure(connection: TemporalConnection, workflowId: string): Promise<TaskFailure | null> {
  for (const event of await lastEvents(connection, workflowId)) {
    const failed = event.workflowTaskFailedEventAttributes
    if (failed !== null && failed !== undefined) {
      return {
        nondeterminism: failed.cause === WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR,
        message: failed.failure?.message || String(WorkflowTaskFailedCause[failed.cause ?? 0] ?? 'unknown'),
        at: millisecondsOf(event.eventTime) ?? 0,
      }
    }
    if (event.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED) return null
  }
  return null
}

/** Why a closed workflow ended, in its own words. */
export async function closingReason(connection: TemporalConnection, workflowId: string): Promise<string | null> {
  const [last] = await lastEvents(connection, workflowId)
  const terminated = last?.workflowExecutionTerminatedEventAttributes
  if (terminated)
    return [terminated.reason || 'no reason given', terminated.identity ? `by ${terminated.identity}` : '']
      .join(' ')
      .trim()
  return last?.workflowExecutionFailedEventAttributes?.failure?.message ?? null
}

async function lastEvents(
  { connection, namespace }: TemporalConnection,
  workflowId: string,
): Promise<readonly HistoryEvent[]> {
  const answer = await connection.workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution: { workflowId },
    maximumPageSize: 12,
  })
  return answer.history?.events ?? []
}

function millisecondsOf(time: { seconds?: unknown; nanos?: number | null } | null | undefined): number | null {
  return time === null || time === undefined
    ? null
    : Number(String(time.seconds ?? 0)) * 1000 + Math.floor((time.nanos ?? 0) / 1_000_000)
}
