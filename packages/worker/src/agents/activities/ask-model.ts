import type { RunErrorCode } from '@orchestrator/domain'
import { ModelError, type Tool } from '@orchestrator/models'
import { beginAgentStep, endAgentStep, listAgentSteps } from '@orchestrator/store'
import { Context, cancellationSignal, log } from '@temporalio/activity'
import type { AgentActivities, LoadedAgent, ModelQuestion, ModelReply } from '../../activities/agent-contract.ts'
import { surely } from '../../activities/patiently.ts'
import { askModel } from '../../models/ask-model.ts'
import { storableJson } from '../../models/storable-json.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { itemsUpTo, type KeptAnswer } from '../conversation/items-up-to.ts'
import { leaveOut } from '../conversation/leave-out.ts'
import { toItems } from '../conversation/to-items.ts'
import { toMessages } from '../conversation/to-messages.ts'
import { decimal } from './decimal.ts'
import { loadRun } from './load-run.ts'
import { modelErrorOf, modelFailure, nextTryMs } from './model-failure.ts'
import { textTeller } from './text-teller.ts'
import { throwIfCutOff } from './throw-if-cut-off.ts'

/** In tokens: a proposal of some hundred operations. */
const mostOutput = 16_000
/** In bytes of JSON, with what a model wants to see again: Temporal refuses twice as much, and the run would wait for it in vain. */
const largestReply = 1_000_000

/**
 * Asks a model for an agent. Its answer is kept as a step of the run before the workflow has it, so that no answer is paid for twice;
 * a try that the end of a process cut off is all that is repeated.
 */
export const askModelActivity =
  (deps: AgentDeps): AgentActivities['askModel'] =>
  async ({ run: ref, n, agent: name, question: given }) => {
    const { store } = deps
    // One agent asks another whatever it says, and a model says anything.
    const question = storableJson(given)
    const { run, agents } = await surely(() => loadRun(store, ref))
    const [definition, agent] = [run.agents.find((one) => one.name === name), agents.find((one) => one.name === name)]
    if (!definition || !agent) throw new Error(`the run has no agent ${name}`)
    const { taskType, complexity } = definition
    const budgetUsd = run.agents[0]?.budgetUsd ?? null
    const begun = await surely(() =>
      beginAgentStep(store, ref, { n, kind: 'model', agent: name, name: taskType, input: question }),
    )
    if (begun.status === 'completed') return replyOf(begun.output as KeptAnswer)

    const steps = await surely(() => listAgentSteps(store, ref))
    const text = textTeller(store, ref, n, begun.attempts)
    try {
      const answer = await askModel(deps, {
        ...{ workspaceId: ref.workspaceId, projectId: run.projectId, runId: run.id, step: n, agent: name },
        ...{ taskType, ...(complexity !== null && { complexity }), ...(budgetUsd !== null && { budgetUsd }) },
        messages: leaveOut(toMessages(agent.instructions, itemsUpTo(steps, question))),
        tools: toolsOf(agent, question),
        ...(agent.output !== null && { jsonSchema: { name: 'answer', schema: agent.output } }),
        mostOutput,
        onText: text.onText,
        signal: cancellationSignal(),
      })
      await text.end()
      const items = toItems(answer)
      if (answer.finish === 'length' || Buffer.byteLength(JSON.stringify(items)) > largestReply)
        throw new ModelError('cut_off', 'the answer was cut off: it is longer than it may be')
      const kept: KeptAnswer = {
        items,
        ...{ inputTokens: answer.usage.input, outputTokens: answer.usage.output },
        ...{ costUsd: answer.costUsd === null ? null : decimal(answer.costUsd), cached: answer.cached },
      }
      await surely(() => endAgentStep(store, ref, n, { status: 'completed', output: kept, name: answer.model }))
      return replyOf(kept)
    } catch (error) {
      await text.end()
      throwIfCutOff()
      const told: { code: RunErrorCode; message: string } | null =
        error instanceof ModelError ? modelErrorOf(error) : null
      const reason = error instanceof ModelError ? error.reason : null
      if (reason !== null) log.warn('a provider refused what an agent asked', { ...ref, step: n, reason })
      const nextMs = error instanceof ModelError ? nextTryMs(error, Context.current().info) : null
      // What the provider said of it is in the words already.
      if (told && nextMs !== null && (error as ModelError).retryAfterMs === undefined)
        told.message += `; asked again in ${Math.ceil(nextMs / 1_000)} s`
      const end = { status: 'failed', ...(reason !== null && { output: { reason } }) } as const
      if (told) await surely(() => endAgentStep(store, ref, n, { ...end, error: told }))
      throw modelFailure(error, nextMs)
    }
  }

const replyOf = ({ items, inputTokens, outputTokens }: KeptAnswer): ModelReply => ({
  ...{ output: items, inputTokens, outputTokens },
})

const toolsOf = (agent: LoadedAgent, { handoffs, consults }: ModelQuestion): Tool[] =>
  [...agent.tools, ...consults, ...handoffs].map(({ name, description, parameters }) => ({
    ...{ name, description, parameters: parameters as Tool['parameters'] },
  }))
