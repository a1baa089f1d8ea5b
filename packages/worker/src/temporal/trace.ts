// How a trace passes through Temporal: into a workflow's headers, through the isolate (workflows/trace.ts), into its activities.
import { fileURLToPath } from 'node:url'
import { currentTraceparent, inSpan, isTracing, openSpan } from '@orchestrator/telemetry'
import { activityInfo } from '@temporalio/activity'
import type { WorkflowClientInterceptor } from '@temporalio/client'
import type { ActivityInterceptors, ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker'
import type { TraceSinks } from '../activities/trace-contract.ts'
import { readTrace, withTrace } from '../workflows/trace-header.ts'

/** What has to be compiled into each bundle of workflows. */
export const traceModule = fileURLToPath(new URL('../workflows/trace.ts', import.meta.url))

const start: WorkflowClientInterceptor = {
  startWithDetails(input, next) {
    const traceparent = currentTraceparent()
    return next(traceparent === undefined ? input : { ...input, headers: withTrace(input.headers, traceparent) })
  },
}

/** For a client's options: a workflow that is started within a span continues its trace. */
export const traceStarts = (): WorkflowClientInterceptor[] => (isTracing() ? [start] : [])

const inbound: ActivityInterceptors['inbound'] = {
  execute(input, next) {
    const { activityType, workflowExecution, attempt } = activityInfo()
    const attributes = { 'temporal.workflow': workflowExecution?.workflowId ?? '', 'temporal.attempt': attempt }
    return inSpan(`activity ${activityType}`, attributes, () => next(input), readTrace(input.headers))
  },
}

/** For a worker's options: each activity has a span that names its workflow, so that a trace leads to the Temporal UI and back. */
export const traceActivities = (): ActivityInterceptorsFactory[] => (isTracing() ? [() => ({ inbound })] : [])

/** For a worker's options: the span of each workflow, under the id that its activities have named as their parent. */
export const traceSinks: InjectedSinks<TraceSinks> = {
  trace: {
    ended: {
      fn({ workflowType, workflowId }, { parent, spanId, startedAt, failure }) {
        const attributes = { 'temporal.workflow': workflowId }
        const span = openSpan(`workflow ${workflowType}`, attributes, {
          parent,
          id: spanId,
          startedAt: new Date(startedAt),
        })
        span.end(failure === null ? {} : { failure: { name: failure } })
      },
      callDuringReplay: false,
    },
  },
}
