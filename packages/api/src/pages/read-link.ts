import { AppError } from '@orchestrator/domain'
import type { Context } from 'hono'
import type { Api, Env } from '../http/api.ts'

/**
 * What the token in a page's address stands for.
 * @throws AppError; whoever tries out tokens is slowed down like whoever tries out keys
 */
export async function linkOf<T>(
  api: Api,
  c: Context<Env, '/:token'>,
  readLink: (masterKey: string, token: string) => T,
): Promise<T> {
  const { failedLogins } = api.limits
  const address = api.addressOf(c)
  await failedLogins.check(address)
  try {
    return readLink(api.config.masterKey, c.req.param('token'))
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_signature') await failedLogins.take(address)
    throw error
  }
}
