import type { Route } from '../../http/route.ts'
import { answerApproval } from '../approvals/answer.ts'
import { cancelApproval } from '../approvals/cancel.ts'
import { requestApproval } from '../approvals/create.ts'
import { getApproval } from '../approvals/get.ts'
import { getApprovalLink } from '../approvals/link.ts'
import { listApprovals } from '../approvals/list.ts'
import { getFlow } from '../automations/get-flow.ts'
import { cancelRun } from '../runs/cancel.ts'
import { getRun } from '../runs/get.ts'
import { listRuns } from '../runs/list.ts'
import { retryRun } from '../runs/retry.ts'
import { retryRuns } from '../runs/retry-all.ts'

/** The routes of what automations did, and what they ask people. */
export const runsRoutes: readonly Route[] = [
  listRuns,
  getRun,
  cancelRun,
  listApprovals,
  requestApproval,
  getApproval,
  answerApproval,
  cancelApproval,
  getApprovalLink,
  retryRun,
  retryRuns,
  getFlow,
]
