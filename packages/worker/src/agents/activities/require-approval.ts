import { type AgentDefinition, AppError } from '@orchestrator/domain'
import { answersOf, type Store, type StoredAgentRun } from '@orchestrator/store'
import { needsApproval } from './needs-approval.ts'
import { questionOf } from './question-of.ts'

/**
 * That people have allowed this very call, if it takes their word: what they were shown is compared with what is to be done.
 * @throws AppError `forbidden`
 */
export async function requireApproval(
  store: Store,
  run: StoredAgentRun,
  { agent, tool, input }: { readonly agent: AgentDefinition; readonly tool: string; readonly input: unknown },
): Promise<void> {
  if (!needsApproval(agent, tool)) return
  const { title, description } = questionOf({ agent: agent.name, tool, input })
  const { approvals } = await answersOf(store, { workspaceId: run.workspaceId, runId: run.id })
  const isAllowed = approvals.some(
    (one) =>
      one.status === 'answered' &&
      one.answer?.['approved'] === true &&
      one.title === title &&
      one.description === description,
  )
  if (!isAllowed) throw new AppError('forbidden', `nobody has allowed this call of ${tool}`)
}
