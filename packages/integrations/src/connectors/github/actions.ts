import type { Action } from '../../connector/connector.ts'
import { addComment, addLabels, closeIssue, createIssue } from './actions/issues.ts'
import { createPullRequest, dispatchWorkflow, mergePullRequest, requestReviewers } from './actions/pull-requests.ts'

export const actions: Readonly<Record<string, Action>> = {
  createIssue,
  closeIssue,
  addComment,
  addLabels,
  createPullRequest,
  mergePullRequest,
  requestReviewers,
  dispatchWorkflow,
}
