import { AppError, type RunErrorCode } from '@orchestrator/domain'
import { howToAdd, ModelError } from '@orchestrator/models'
import type { Info } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'

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
const longestBackoffMs = 60_000

/** Why no model answered, as a code of runs. */
export function modelErrorOf(error: ModelError): { code: RunErrorCode; message: string } {
  const code = codes[error.code] ?? 'model_unavailable'
  return { code, message: error.code === 'not_configured' ? howToAdd : error.message }
}

/** In how many milliseconds it is asked again after this attempt: as the provider says, else ever later; null: it is not. */
export function nextTryMs(
  error: ModelError,
  { attempt, retryPolicy }: Pick<Info, 'attempt' | 'retryPolicy'>,
): number | null {
  if (!passing.has(error.code) || attempt >= (retryPolicy?.maximumAttempts ?? Number.POSITIVE_INFINITY)) return null
  if (error.retryAfterMs !== undefined) return Math.min(error.retryAfterMs, longestPauseMs)
  return Math.min(1_000 * 2 ** (attempt - 1), longestBackoffMs)
}

/** As Temporal takes it: with when to ask again. */
export function modelFailure(error: unknown, nextMs: number | null): unknown {
  if (error instanceof AppError || !(error instanceof ModelError)) return error
  const { code, message } = modelErrorOf(error)
  return ApplicationFailure.create({
    ...{ message, type: code, nonRetryable: !passing.has(error.code) },
    ...(nextMs !== null && { nextRetryDelay: nextMs }),
  })
}
