import { commandIdOf } from '@orchestrator/domain'
import { agentPrincipal } from '@orchestrator/store'
import type { AgentLocalActivities } from '../../activities/agent-contract.ts'
import { storableJson } from '../../models/storable-json.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { problemOfInput } from './check-input.ts'
import { questionOf, textOf } from './question-of.ts'
import { requireOwnAgentRun } from './require-own-agent-run.ts'

/** In characters: people are shown all that they allow. */
const longestInput = 10_000

/** Asks people whether an agent may call a tool: whoever started the run, or a MANAGER. What nobody would read to its end is not asked. */
export const askApprovalActivity =
  ({ store }: AgentDeps): AgentLocalActivities['askApproval'] =>
  async ({ run: ref, n, agent, tool, input }) => {
    const run = await requireOwnAgentRun(store, ref)
    const { length } = textOf(input)
    if (length > longestInput)
      return { refused: `people decide on this call, and read ${longestInput} characters of it at most, not ${length}` }
    const problem = problemOfInput(run, { agent, tool, input })
    if (problem !== null) return { refused: problem }
    const [applied] = await store.execute(agentPrincipal(run), [
      {
        id: commandIdOf(run.id, n),
        type: 'approval.request',
        data: {
          ...questionOf({ agent, tool, input: storableJson(input) }),
          from: { memberIds: [run.startedBy.memberId], role: 'MANAGER' },
          allowSelf: true,
          ...(run.taskId !== null ? { taskId: run.taskId } : { projectId: run.projectId }),
        },
      },
    ])
    return { approvalId: applied?.result.id ?? '' }
  }
