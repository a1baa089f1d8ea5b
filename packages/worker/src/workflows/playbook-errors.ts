import { HttpError, OrchestratorError, type SchemaError } from '@orchestrator/sdk/runtime'
import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow'
import type { RunError } from '../activities/playbook-contract.ts'

interface FailedHttp {
  readonly url: string
  readonly method: string
}

/** What an activity was refused with, as playbooks catch it; cancellation and the engine's own troubles pass as they are. */
export function fromActivity(error: unknown, http?: FailedHttp): unknown {
  if (isCancellation(error)) return error
  // A local activity's failure comes as it is, another's within an ActivityFailure.
  const cause = error instanceof ActivityFailure ? error.cause : error
  if (cause instanceof TimeoutFailure) {
    if (http !== undefined)
      return new HttpError(`${http.method} ${http.url}: no answer in time`, { status: 0, ...http })
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

/** An error as a run's row and the Temporal UI show it: a refusal by its code, all else as what the playbook threw. */
export function describeError(error: unknown): RunError {
  if (error instanceof OrchestratorError) return { code: error.code, message: error.message, ...stackOf(error) }
  if (error instanceof Error) {
    const message = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
    return { code: 'threw', message: message || 'run threw an error without a message', ...stackOf(error) }
  }
  return {
    code: 'threw',
    message: `run threw ${typeof error === 'object' ? 'an object' : String(error)} instead of an Error`,
  }
}

function stackOf(error: Error): { stack: string } | Record<string, never> {
  const lines = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return lines.length === 0 ? {} : { stack: lines.slice(0, 12).join('\n') }
}
