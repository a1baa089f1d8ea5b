import type { CustomFetchOptions } from 'oauth4webapi'
import { guardedFetch } from '../http/guarded-fetch.ts'
import type { GuardPolicy } from '../http/policy.ts'

/** As oauth4webapi asks: through the guard of outgoing addresses. */
export const guardedOAuthFetch =
  (policy: Partial<GuardPolicy> | undefined) =>
  async (url: string, { method, headers, body, signal }: CustomFetchOptions<'POST', URLSearchParams>) => {
    const answer = await guardedFetch({
      ...{ url, method, headers, body: body.toString() },
      ...(signal && { signal }),
      ...(policy && { policy }),
    })
    return new Response(answer.body === '' ? null : answer.body, {
      status: statusOf(answer.status, answer.body),
      headers: answer.headers as Record<string, string>,
    })
  }

/** Some services say an error with 200. */
function statusOf(status: number, body: string): number {
  if (status !== 200 || !body.includes('"error"')) return status
  try {
    return typeof (JSON.parse(body) as { error?: unknown }).error === 'string' ? 400 : status
  } catch {
    return status
  }
}
