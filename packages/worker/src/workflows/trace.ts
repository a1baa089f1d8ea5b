import { proxySinks, type WorkflowInterceptors, workflowInfo } from '@temporalio/workflow'
import type { TraceSinks } from '../activities/trace-contract.ts'
import { readTrace, withTrace } from './trace-header.ts'

const { trace: sink } = proxySinks<TraceSinks>()

/**
 * Carries a trace through a workflow: from the headers that it was started with to its activities. Temporal loads it with the
 * workflow's code; a workflow that was started without a trace passes through. It takes no random number and schedules
 * nothing, so that a history replays whether it was traced or not.
 */
export function interceptors(): WorkflowInterceptors {
  let own: string | undefined
  const traced = <I extends { readonly headers: Parameters<typeof withTrace>[0] }>(input: I): I =>
    own === undefined ? input : { ...input, headers: withTrace(input.headers, own) }
  return {
    inbound: [
      {
        async execute(input, next) {
          const parent = readTrace(input.headers)
          if (parent === undefined) return next(input)
          const spanId = workflowInfo().runId.replaceAll('-', '').slice(-16)
          const [version, traceId, , flags] = parent.split('-')
          own = [version, traceId, spanId, flags].join('-')
          let failure: string | null = 'error'
          try {
            const result = await next(input)
            failure = null
            return result
          } catch (error) {
            failure = error instanceof Error ? error.name : failure
            throw error
          } finally {
            sink.ended({ parent, spanId, startedAt: workflowInfo().runStartTime.getTime(), failure })
          }
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(traced(input)),
        scheduleLocalActivity: (input, next) => next(traced(input)),
      },
    ],
  }
}
