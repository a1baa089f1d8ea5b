import { AppError, type RunErrorCode } from '@orchestrator/domain'
import { ModelError } from '@orchestrator/models'
import { ApplicationFailure } from '@temporalio/common'
import { addKey } from '../without-model/add-key.ts'

type Code = ModelError['code']

const codes: Partial<Record<Code, RunErrorCode>> = {
  not_configured: 'model_not_configured',
  too_long: 'context_too_long',
  unauthorized: 'model_unauthorized',
  refused: 'model_refused',
  over_budget: 'budget_exceeded',
  cut_off: 'answer_cut_off',
}

/** What passes by itself: the chain is walked again after a pause. */
const passing = new Set<Code>(['rate_limited', 'unavailable', 'timeout', 'malformed', 'interrupted'])
const longestPauseMs = 10 * 60_000

/** Why no model answered, as a code of runs. */
export function modelErrorOf(error: ModelError): { code: RunErrorCode; message: string } {
  const code = codes[error.code] ?? 'model_unavailable'
  return { code, message: error.code === 'not_configured' ? addKey : error.message }
}

/** As Temporal takes it: with when to ask again, as the provider says. */
export function modelFailure(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof ModelError)) return error
  const { code, message } = modelErrorOf(error)
  return ApplicationFailure.create({
    ...{ message, type: code, nonRetryable: !passing.has(error.code) },
    ...(error.retryAfterMs !== undefined && { nextRetryDelay: Math.min(error.retryAfterMs, longestPauseMs) }),
  })
}
