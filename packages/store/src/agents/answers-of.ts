import type { AgentRunAnswer, Approval } from '@orchestrator/domain'
import type { Store } from '../store.ts'
import type { AgentRunRef } from './agent-runs.ts'

/** What came for the steps of a run that wait. */
export interface AnswersOfRun {
  /** Of calls that whoever started the run carries out. */
  readonly callers: readonly AgentRunAnswer[]
  /** The approvals that it asked for and that have ended. */
  readonly approvals: readonly Pick<Approval, 'id' | 'title' | 'description' | 'status' | 'answer' | 'answers'>[]
  readonly cancelRequested: boolean
}

export const answersOf = (store: Store, { workspaceId, runId }: AgentRunRef): Promise<AnswersOfRun> =>
  store.read(workspaceId, async (tx) => {
    const runs = await tx<{ callerAnswers: AgentRunAnswer[]; cancelRequestedAt: string | null }[]>`
      select caller_answers, cancel_requested_at from agent_runs where workspace_id = ${workspaceId} and id = ${runId}`
    const approvals = await tx<AnswersOfRun['approvals'][number][]>`
      select id, title, description, status, answer, answers from approvals
      where workspace_id = ${workspaceId} and run_id = ${runId} and status <> 'pending' order by created_at, id`
    const run = runs[0]
    return {
      callers: run?.callerAnswers ?? [],
      approvals: [...approvals],
      cancelRequested: run !== undefined && run.cancelRequestedAt !== null,
    }
  })
