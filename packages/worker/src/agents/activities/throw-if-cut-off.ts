import { Context } from '@temporalio/activity'

/**
 * For a try that failed: its process may be ending, and then its step is still under way. Temporal, which is told of this by its own error,
 * has it done elsewhere.
 */
export function throwIfCutOff(): void {
  const { cancellationSignal, cancellationDetails } = Context.current()
  if (cancellationSignal.aborted && !cancellationDetails?.cancelRequested) throw cancellationSignal.reason
}
