import { AppError } from '@orchestrator/domain'
import { howToAdd } from '@orchestrator/models'
import { beginAgentStep, endAgentStep } from '@orchestrator/store'
import { ApplicationFailure } from '@temporalio/common'
import type { AgentLocalActivities } from '../../activities/agent-contract.ts'
import { requireOwnAgentRun } from '../activities/require-own-agent-run.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { analyst } from './analyst.ts'
import { automator } from './automator.ts'
import { planner } from './planner.ts'
import type { WithoutModel } from './way.ts'

const ways: Readonly<Record<string, WithoutModel>> = { analyst, automator, planner }

/** Does for a built-in agent what can be done without a model, and says so. Others end with how to add one. */
export const answerWithoutModelActivity =
  (deps: AgentDeps): AgentLocalActivities['answerWithoutModel'] =>
  async ({ run: ref, n, agent }) => {
    const { store } = deps
    const run = await requireOwnAgentRun(store, ref)
    // An own agent of that name is another one.
    const way = run.agentVersion === null ? ways[agent] : undefined
    if (!way) throw ApplicationFailure.create({ message: howToAdd, type: 'model_not_configured', nonRetryable: true })
    const step = { n, kind: 'tool', agent, name: 'without_model', input: { prompt: run.prompt } } as const
    const begun = await beginAgentStep(store, ref, step)
    if (begun.status === 'completed') return begun.output as { text: string }
    try {
      const { text, patchId } = await way(deps, run)
      const output = { text: `${text}\n\n---\n${howToAdd}`, ...(patchId !== null && { patchId }) }
      await endAgentStep(store, ref, n, { status: 'completed', output })
      return output
    } catch (error) {
      if (error instanceof AppError) {
        const { code, message, fields } = error
        await endAgentStep(store, ref, n, { status: 'failed', error: { code, message, fields: [...fields] } })
      }
      throw error
    }
  }
