import { type Json, OrchestratorError } from '@orchestrator/sdk/runtime'
import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  setCurrentDetails,
  TemporalFailure,
} from '@temporalio/workflow'
import type { RunEnd, RunError, RunRef } from '../activities/playbook-contract.ts'
import { checkSize } from './check-size.ts'
import { describeError } from './describe-error.ts'
import { local } from './playbook-activities.ts'

/**
 * Does a run's work and tells its row how it ended, before the workflow closes.
 * @param prepare gives the work itself, which ends when the run is cancelled
 */
export async function runToEnd(
  run: RunRef,
  prepare: () => Promise<() => Promise<Json | undefined>>,
): Promise<Json | undefined> {
  try {
    const work = await prepare()
    // Cancelling ends the run also where the code awaits what is not ours, or catches every error.
    const canceled = CancellationScope.current().cancelRequested
    const result = await Promise.race([work(), canceled])
    checkSize(result)
    await finish(run, { status: 'completed', result: result ?? null })
    return result
  } catch (error) {
    if (isCancellation(error)) {
      await finish(run, { status: 'canceled' })
      throw error
    }
    const failure = describeError(error)
    // What started it is not wanted any more. What it did stays.
    if (error instanceof OrchestratorError && error.code === 'skipped') {
      await finish(run, { status: 'canceled', error: { ...failure, code: 'invalid_state' } })
      return undefined
    }
    await finish(run, { status: 'failed', error: failure })
    throw toFailure(error, failure)
  }
}

/** Also when the run was cancelled: its end must be told. */
const finish = (run: RunRef, end: RunEnd): Promise<void> =>
  CancellationScope.nonCancellable(() => {
    setCurrentDetails(end.status === 'failed' ? `failed: ${end.error.message}` : end.status)
    return local.finish({ run, end })
  })

/** A plain Error would be retried as a workflow task for ever; this ends the run at once. */
function toFailure(error: unknown, failure: RunError): Error {
  if (error instanceof TemporalFailure) return error
  return ApplicationFailure.create({
    message: failure.message,
    type: failure.code,
    nonRetryable: true,
    details: failure.stack ? [failure.stack] : [],
  })
}
