import { AppError, type Command, type Principal } from '@orchestrator/domain'
import type { AppliedCommand, Idempotency } from '@orchestrator/store'
import type { Api } from '../http/api.ts'
import { withDeadline } from '../middleware/deadline.ts'

/** `store.execute` with its figures and its deadline. */
export async function execute(
  api: Api,
  principal: Principal,
  commands: readonly Command[],
  idempotency?: Idempotency,
): Promise<readonly AppliedCommand[]> {
  const end = api.metrics.executions.startTimer()
  const type = commands.length === 1 ? (commands[0]?.type ?? 'none') : 'batch'
  try {
    const applied = await withDeadline(
      api.config.requestTimeoutMs,
      api.store.execute(principal, commands, { idempotency }),
    )
    for (const command of applied)
      api.metrics.commands.inc({ type: command.type, outcome: command.applied ? 'applied' : 'repeated' })
    end({ outcome: 'ok' })
    return applied
  } catch (error) {
    const outcome = error instanceof AppError ? error.code : 'internal'
    api.metrics.commands.inc({ type, outcome })
    end({ outcome })
    throw error
  }
}
