import { AppError } from '@orchestrator/domain'
import { beginCall, type ConnectionCall, endCall, keepCall } from '@orchestrator/store'
import type { Api } from '../http/api.ts'

const leaseMs = 15_000
const beatMs = 4_000

const busy = () => new AppError('unavailable', 'the same request is under way; ask again with the same Idempotency-Key')

/**
 * Does what a call asks for once, however often it is asked: what was done is answered again, and one whose process ended is gone on with.
 * @param work `retry`: there was a try before of which nobody knows what came; `signal`: somebody else is at it by now
 * @throws AppError `unavailable` while somebody else is at it
 */
export async function callOnce(
  { store, logger }: Pick<Api, 'store' | 'logger'>,
  call: ConnectionCall,
  work: (retry: boolean, signal: AbortSignal) => Promise<unknown>,
): Promise<{ readonly output: unknown; readonly repeated: boolean }> {
  const begun = await beginCall(store, call, leaseMs)
  if (begun.state === 'done') return { output: begun.output, repeated: true }
  if (begun.state === 'busy') throw busy()
  const { attempt } = begun
  const lost = new AbortController()
  const beat = setInterval(() => {
    keepCall(store, call, attempt, leaseMs).then(
      // This process has stood still, and somebody has gone on with it.
      (mine) => mine || lost.abort(),
      (error: unknown) =>
        logger.warn({ err: error, connectionId: call.connectionId }, 'the lease of a call could not be renewed'),
    )
  }, beatMs)
  let output: unknown
  try {
    output = (await work(attempt > 1, lost.signal)) ?? null
    return { output, repeated: false }
  } catch (error) {
    throw lost.signal.aborted ? busy() : error
  } finally {
    clearInterval(beat)
    await endCall(store, call, attempt, output)
  }
}
