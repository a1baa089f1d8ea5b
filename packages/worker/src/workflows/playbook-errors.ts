import { HttpError, OrchestratorError, type SchemaError } from '@orchestrator/sdk/runtime'
import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow'

interface FailedHttp {
  readonly url: string
  readonly method: string
}

/** The request has a shorter time of its own: when this one is over, whoever made it has told nothing more. */
const lostRequest = ({ method, url }: FailedHttp) =>
  `${method} ${url}: the process ended while the request was under way; whether it arrived is not known`

/** What an activity was refused with, as playbooks catch it; cancellation and the engine's own troubles pass as they are. */
export function fromActivity(error: unknown, http?: FailedHttp): unknown {
  if (isCancellation(error)) return error
  // A local activity's failure comes as it is, another's within an ActivityFailure.
  const cause = error instanceof ActivityFailure ? error.cause : error
  if (cause instanceof TimeoutFailure) {
    if (http !== undefined) return new HttpError(lostRequest(http), { status: 0, ...http })
    return Object.assign(new Error('the step took longer than it may'), { name: 'TimeoutError' })
  }
  if (!(cause instanceof ApplicationFailure)) return error
  const detail = cause.details?.[0] as
    | { fields?: ConstructorParameters<typeof SchemaError>[1]; name?: string; stack?: string }
    | undefined
  if (http !== undefined && cause.type !== 'skipped') return new HttpError(cause.message, { status: 0, ...http })
  if (cause.type === 'StepError') {
    // The error of a function in steps.ts, by its own name: playbooks may tell errors apart by it.
    return Object.assign(
      new Error(cause.message),
      { name: detail?.name ?? 'Error' },
      detail?.stack ? { stack: detail.stack } : {},
    )
  }
  return new OrchestratorError(cause.type ?? 'internal', cause.message, { fields: detail?.fields ?? [] })
}
