import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { epochOf } from '../temporal/end-old-epochs.ts'

/**
 * Activities that do nothing for a workflow from before the last restore of the database: what it remembers may never have
 * happened, and its run has begun anew. It fails and leaves no trace in the store.
 */
export function refuseOldEpochs<A extends object>(activities: A, epoch: number): A {
  const guarded = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...input: unknown[]) => {
      if ((epochOf(activityInfo().workflowExecution?.workflowId ?? '') ?? epoch) < epoch) {
        throw ApplicationFailure.nonRetryable(
          'the database was restored from a backup since this workflow began; its run began anew',
          'restored',
        )
      }
      return (activity as (...input: unknown[]) => Promise<unknown>)(...input)
    },
  ])
  return Object.fromEntries(guarded) as A
}
