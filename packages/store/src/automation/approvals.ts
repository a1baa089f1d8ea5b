import type { Principal } from '@orchestrator/domain'
import type { Store } from '../store.ts'
import { principalOfAsker } from './principal-of-asker.ts'

/** An approval about which time, or the end of its run, has something to say. */
export interface DueApproval {
  readonly workspaceId: string
  readonly id: string
  readonly what: 'expire' | 'remind' | 'abandon'
}

/** Of every workspace, those that are due longest first. */
export const dueApprovals = (store: Store, before: Date, most: number) =>
  store.sql<DueApproval[]>`select * from due_approvals(${before.toISOString()}, ${most})`

/** As whom it is told. null: nobody is left in the workspace. */
export const approvalPrincipal = (store: Store, { workspaceId, id }: DueApproval): Promise<Principal | null> =>
  principalOfAsker(store, workspaceId, id, { table: 'approvals', asker: 'requested_by', event: 'approval.requested' })
