import { AppError, type ErrorCode, type Principal } from '@orchestrator/domain'
import { type ConnectionCall, callReportId } from '@orchestrator/store'
import type { Api } from '../http/api.ts'

/** What was refused before the service did anything: the log is not filled by asking for it. */
const untold = new Set<ErrorCode>(['invalid_input', 'invalid_state', 'not_found', 'provider_rate_limited'])

/**
 * Does an action that changes something and tells in the log what came of it: that it was done once for each call, and each error that it
 * met once. Never what was asked or answered.
 * @param repeatable whoever asks does so again after an error, and has it told then
 */
export async function toldCall(
  { store, logger }: Pick<Api, 'store' | 'logger'>,
  principal: Principal,
  call: ConnectionCall & { readonly repeatable: boolean },
  work: () => Promise<unknown>,
): Promise<unknown> {
  const { id, connectionId, action } = call
  const tell = (error: ErrorCode | null) => {
    const data = { id: connectionId, action, error }
    const command = { id: callReportId(id, error), type: 'connection.report_call', data } as const
    return store.execute(principal, [command], { unasked: true })
  }
  const warn = (error: unknown) =>
    logger.warn({ err: error, connectionId, action }, 'a call could not be told in the log')
  const output = await work().catch(async (error: unknown) => {
    const code = error instanceof AppError ? error.code : 'internal'
    if (!untold.has(code)) await tell(code).catch(warn)
    throw error
  })
  // It was done: whoever cannot repeat the request is not told otherwise.
  await tell(null).catch((error: unknown) => {
    if (call.repeatable) throw error
    warn(error)
  })
  return output
}
