import { AppError, type Command, type Principal } from '@orchestrator/domain'
import type { SyncContext } from '../sync-context.ts'

/** Runs a command whose id follows from its message. @throws AppError */
export async function runOnce(
  { store }: SyncContext,
  principal: Principal,
  command: Command,
  options: { readonly unasked?: boolean } = {},
): Promise<void> {
  try {
    await store.execute(principal, [command], options)
  } catch (error) {
    // It was done, by a version of ours that read the message otherwise.
    if (!(error instanceof AppError) || error.code !== 'command_conflict') throw error
  }
}
