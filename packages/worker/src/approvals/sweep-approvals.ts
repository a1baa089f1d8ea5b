import { AppError, type Command, newId } from '@orchestrator/domain'
import { approvalPrincipal, type DueApproval, dueApprovals, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'

export interface ApprovalSweepOptions {
  /** Logged in as the relay's own role. */
  readonly relayStore: Store
  readonly appStore: Store
  readonly logger: Logger
}

const atOnce = 4

/**
 * Reminds of approvals, ends those whose time is over, and takes back those whose run has ended. The table says what is due, so
 * nothing is lost while nobody looks, and of two who look at once one is told that it was done.
 * @returns how many were due
 */
export async function sweepApprovals(options: ApprovalSweepOptions, most = 500): Promise<number> {
  const due = await dueApprovals(options.relayStore, new Date(), most)
  const errors: unknown[] = []
  await eachAtOnce([...due], atOnce, async (one) => {
    // One that cannot be told of must not hold up the others.
    await tell(options, one).catch((error: unknown) => void errors.push(error))
  })
  if (errors.length > 0) throw errors[0]
  return due.length
}

async function tell({ appStore, logger }: ApprovalSweepOptions, due: DueApproval): Promise<void> {
  const principal = await approvalPrincipal(appStore, due)
  if (!principal) return
  // A new id each time: what guards against a repetition is the approval itself, which is locked.
  const command: Command = { id: newId(), type: `approval.${due.what}`, data: { id: due.id } }
  try {
    await appStore.execute(principal, [command])
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_state') throw error
    logger.debug({ err: error, workspaceId: due.workspaceId, approval: due.id }, 'the approval had ended')
  }
}
