import { AppError } from '@orchestrator/domain'
import type { Context } from 'hono'
import type { Env } from './api.ts'

/**
 * The version that the caller saw, by the header If-Match.
 * @throws AppError `invalid_input` when it is no ETag of ours or differs from the body's `baseVersion`
 */
export function baseVersionOf(c: Context<Env>, fromBody: number | undefined): number | undefined {
  const header = c.req.header('if-match')?.trim()
  if (header === undefined || header === '*') return fromBody
  const version = Number(/^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1])
  if (!Number.isInteger(version) || version < 1 || (fromBody !== undefined && fromBody !== version)) {
    throw new AppError(
      'invalid_input',
      'If-Match must be the ETag of one version, e.g. "3", and agree with baseVersion',
      {
        fields: [{ path: 'If-Match', expected: 'the ETag that you were given', code: 'invalid_etag' }],
      },
    )
  }
  return version
}
