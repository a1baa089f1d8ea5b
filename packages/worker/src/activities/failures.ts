import { AppError, type ErrorCode } from '@orchestrator/domain'
import { toAppError } from '@orchestrator/store'
import { ApplicationFailure } from '@temporalio/common'

/** Troubles of ours that pass by themselves; every other refusal stays a refusal however often it is asked. */
const passing = new Set<ErrorCode>(['unavailable', 'internal', 'rate_limited'])

/** The one place where our errors become Temporal's: the code is the type, so that the isolate can tell them apart. */
export function toFailure(thrown: unknown): Error {
  // What the database refuses for good (a value that cannot be stored) must not be tried for ever.
  const error = thrown instanceof Error && thrown.name === 'PostgresError' ? toAppError(thrown) : thrown
  if (!(error instanceof AppError)) return error instanceof Error ? error : new Error(String(error))
  return ApplicationFailure.create({
    message: error.message,
    // Not the run's fault: its rule was switched off.
    type: error.details.skipped === true ? 'skipped' : error.code,
    nonRetryable: !passing.has(error.code),
    details: [{ fields: error.fields }],
    cause: error,
  })
}

/** Runs an activity so that what it throws is what the isolate expects. */
export const withFailures =
  <I, O>(activity: (input: I) => Promise<O>) =>
  async (input: I): Promise<O> => {
    try {
      return await activity(input)
    } catch (error) {
      throw toFailure(error)
    }
  }
