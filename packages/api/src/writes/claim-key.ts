import type { Call } from '../http/route.ts'
import { execute } from './execute.ts'
import { identify } from './identify.ts'

/** Before something is done that no command does: an Idempotency-Key that stands for another request is refused. */
export async function claimKey(call: Pick<Call, 'api' | 'c' | 'identity' | 'body'>): Promise<void> {
  const { idempotency } = identify(call)
  if (idempotency) await execute(call.api, call.identity.principal, [], idempotency)
}
