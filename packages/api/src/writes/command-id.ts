import { AppError, deriveId, newId, type Principal } from '@orchestrator/domain'
import type { Context } from 'hono'
import type { Env } from '../http/api.ts'

/**
 * The id of the n-th command of a request. With an Idempotency-Key it is derived from the caller and the key, so that the
 * ledger recognises a retry; without one it is new.
 */
export function commandIds(c: Context<Env>, { workspaceId, actor }: Principal): (index: number) => string {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return () => newId()
  if (key.length === 0 || key.length > 255) {
    throw new AppError('invalid_input', 'the Idempotency-Key must have 1 to 255 characters', {
      fields: [{ path: 'Idempotency-Key', expected: '1 to 255 characters', code: 'invalid_header' }],
    })
  }
  return (index) => deriveId(workspaceId, actor.id, 'idempotency-key', key, index)
}
