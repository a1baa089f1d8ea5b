import { AppError, newId } from '@orchestrator/domain'
import { type DuePatch, duePatches, patchPrincipal, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'

export interface PatchSweepOptions {
  /** Logged in as the relay's own role. */
  readonly relayStore: Store
  readonly appStore: Store
  readonly logger: Logger
}

const atOnce = 4

/**
 * Ends patches whose time is over. The table says which, so nothing is lost while nobody looks, and of two who look at once one is told
 * that it was done.
 * @returns how many were due
 */
export async function sweepPatches(options: PatchSweepOptions, most = 500): Promise<number> {
  const due = await duePatches(options.relayStore, new Date(), most)
  const errors: unknown[] = []
  await eachAtOnce([...due], atOnce, async (one) => {
    // One that cannot be told of must not hold up the others.
    await expire(options, one).catch((error: unknown) => void errors.push(error))
  })
  if (errors.length > 0) throw errors[0]
  return due.length
}

async function expire({ appStore, logger }: PatchSweepOptions, due: DuePatch): Promise<void> {
  const principal = await patchPrincipal(appStore, due)
  if (!principal) return
  try {
    // A new id each time: what guards against a repetition is the patch itself, which is locked.
    await appStore.execute(principal, [{ id: newId(), type: 'patch.expire', data: { id: due.id } }])
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_state') throw error
    logger.debug({ err: error, workspaceId: due.workspaceId, patch: due.id }, 'the patch had ended')
  }
}
