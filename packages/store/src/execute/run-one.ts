import { AppError, type Principal } from '@orchestrator/domain'
import type { Store } from '../store.ts'
import type { AppliedCommand, Idempotency } from './request.ts'

/** How a request's command is recognised when it is repeated. */
export interface As {
  readonly commandId: string
  readonly idempotency?: Idempotency | undefined
}

/** One command that is not public, of a request that a store function makes. @throws AppError */
export async function runOne(
  store: Pick<Store, 'execute'>,
  principal: Principal,
  { commandId, idempotency }: As,
  command: { type: string; data: object },
): Promise<AppliedCommand> {
  const [applied] = await store.execute(principal, [{ id: commandId, ...command } as never], { idempotency })
  if (!applied) throw new AppError('internal', 'a command without a result')
  return applied
}
