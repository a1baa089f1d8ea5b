import { commandIdOf } from '@orchestrator/domain'
import { agentPrincipal } from '@orchestrator/store'
import type { AgentLocalActivities } from '../../activities/agent-contract.ts'
import { storableJson } from '../../models/storable-json.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { requireOwnAgentRun } from './require-own-agent-run.ts'

const longestInput = 10_000

/** Asks people whether an agent may call a tool: whoever started the run, or a MANAGER. */
export const askApprovalActivity =
  ({ store }: AgentDeps): AgentLocalActivities['askApproval'] =>
  async ({ run: ref, n, agent, tool, input }) => {
    const run = await requireOwnAgentRun(store, ref)
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

interface AskedCall {
  readonly agent: string
  readonly tool: string
  readonly input: unknown
}

/** What people are asked and shown. The same call has the same words: by them the one that was allowed is known again. */
export function questionOf({ agent, tool, input }: AskedCall): { title: string; description: string } {
  const text = JSON.stringify(input, null, 2)
  // A fence that the input cannot end.
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  const shown =
    text.length > longestInput
      ? `${text.slice(0, longestInput)}\n… (${text.length - longestInput} more characters)`
      : text
  return {
    title: `May the agent ${agent} call ${tool}?`,
    description: `It would be called with\n\n${fence}json\n${shown}\n${fence}`,
  }
}
