import { beginAgentRun } from '@orchestrator/store'
import type { AgentActivities, AgentLocalActivities, LoadedAgent } from '../activities/agent-contract.ts'
import { beating } from '../activities/beating.ts'
import { withFailures } from '../activities/failures.ts'
import { askApprovalActivity } from './activities/ask-approval.ts'
import { askModelActivity } from './activities/ask-model.ts'
import { callToolActivity } from './activities/call-tool.ts'
import { endAgentRunActivity } from './activities/end-agent-run.ts'
import { knownBeforehand } from './activities/known-beforehand.ts'
import { loadRun } from './activities/load-run.ts'
import { readAnswersActivity } from './activities/read-answers.ts'
import { ownWorkflowId, requireOwnAgentRun } from './activities/require-own-agent-run.ts'
import { setWaitsActivity } from './activities/set-waits.ts'
import type { AgentDeps } from './agent-deps.ts'
import { answerWithoutModelActivity } from './without-model/answer.ts'

export const createAgentActivities = (deps: AgentDeps): Omit<AgentActivities, 'callAction'> & AgentLocalActivities => ({
  loadAgentRun: withFailures(async ({ run: ref }) => {
    await requireOwnAgentRun(deps.store, ref)
    // It may be here before whoever started it has written that down: from now on it is told of a cancellation, and of answers.
    await beginAgentRun(deps.store, ref.workspaceId, ref.runId, ownWorkflowId())
    const { run, agents } = await loadRun(deps.store, ref)
    const beforehand = await knownBeforehand(deps.store, run)
    return { agents: agents.map(withoutSchemas), prompt: run.prompt, beforehand, hasModel: deps.models.all.size > 0 }
  }),
  askModel: withFailures(beating(askModelActivity(deps))),
  callTool: withFailures(beating(callToolActivity(deps))),
  answerWithoutModel: withFailures(answerWithoutModelActivity(deps)),
  askApproval: withFailures(askApprovalActivity(deps)),
  setWaits: withFailures(setWaitsActivity(deps)),
  readAnswers: withFailures(readAnswersActivity(deps)),
  endAgentRun: withFailures(endAgentRunActivity(deps)),
})

/** What a tool takes is told to models by `askModel`: in the isolate it would only make each history some hundred kilobytes larger. */
const withoutSchemas = ({ tools, ...agent }: LoadedAgent): LoadedAgent => ({
  ...agent,
  tools: tools.map((tool) => ({ ...tool, parameters: { type: 'object' } })),
})
