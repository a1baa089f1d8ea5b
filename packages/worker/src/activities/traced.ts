import { inSpan } from '@orchestrator/telemetry'
import { activityInfo } from '@temporalio/activity'

/** The same activities, each call in a span that names the workflow, so that a trace leads to the Temporal UI and back. */
export function traced<A extends object>(activities: A): A {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    (...input: unknown[]) => {
      const { workflowExecution, attempt } = activityInfo()
      const attributes = { 'temporal.workflow': workflowExecution?.workflowId ?? '', 'temporal.attempt': attempt }
      return inSpan(`activity ${name}`, attributes, () =>
        (activity as (...input: unknown[]) => Promise<unknown>)(...input),
      )
    },
  ])
  return Object.fromEntries(wrapped) as A
}
