import type { DefinedAgent } from '../agent/agent.ts'
import { agentErrorOf } from '../agent/error-of-run.ts'
import { type AgentRequestParts, requestOf } from '../agent/request-of.ts'
import { OrchestratorError, PlaybookDefinitionError } from '../errors.ts'
import type { AgentRunSummary, AgentRunWait } from '../generated/entities.ts'
import type { JsonObject } from '../json.ts'
import type { AgentAnswer, AgentRequest, Agents } from '../run/agents.ts'
import type { RunContext } from '../run/context.ts'
import { validate } from '../schema.ts'
import { answerCall } from './answer-call.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RunEvent, RuntimePort, WaitSource } from './port.ts'

/** What asking an agent needs of a run. */
interface Asking {
  readonly event: RunEvent
  readonly port: RuntimePort
  readonly steps: StepCounter
  /** What tools of the run's own are carried out with. */
  readonly context: () => RunContext
}

/** `agents` of a run. */
export const createAgents = (asking: Asking): Agents => ({
  async run<O>(agent: DefinedAgent<O> | string, request: AgentRequest): Promise<AgentAnswer<O>> {
    if (typeof request?.prompt !== 'string' || request.prompt.trim() === '')
      throw new PlaybookDefinitionError('agents.run: `prompt` is missing: what the agent is asked')
    const parts = requestOf(agent, request.tools)
    const ended = await askAgent(parts, request, asking)
    const { id: runId, patchIds, usage } = ended
    const output = parts.output
      ? await validate(parts.output, ended.output, `the answer of ${parts.name}`)
      : ended.output
    return { runId, output: output as O, patchIds, usage }
  },
})

const ends = ['agent_run.completed', 'agent_run.failed', 'agent_run.canceled']

/**
 * Starts an agent's run, carries out what it leaves to whoever started it, and waits for its end.
 * @throws AgentError when it did not complete
 */
export async function askAgent(
  { name, data, tools }: AgentRequestParts,
  { prompt, projectId, taskId }: AgentRequest,
  { event, port, steps, context }: Asking,
): Promise<AgentRunSummary> {
  const asked = plainJson({ ...data, prompt, projectId, taskId }, 'agents.run') as JsonObject
  const [reply] = await port.command(steps.take('agents.run', `ask ${name}: ${prompt}`), [
    { type: 'agent_run.create', data: asked },
  ])
  if (!reply) throw new OrchestratorError('internal', 'agent_run.create answered nothing')
  const eventTypes = tools.length > 0 ? ['agent_run.waiting', ...ends] : ends
  const done = new Set<number>()
  const given = new Map<number, Awaited<ReturnType<typeof answerCall>>>()
  for (let afterSeq = event.seq; ; ) {
    const step = steps.take('agent', `wait for ${name}`)
    const told = await port.waitFor(step, [sourceOf(reply.id, eventTypes, afterSeq)], { timeoutMs: null })
    if (!told) throw new OrchestratorError('internal', 'the wait for an agent ended without an event')
    const run = told.event['agentRun'] as AgentRunSummary
    if (run.status === 'completed') return run
    if (run.status === 'failed' || run.status === 'canceled') throw agentErrorOf(run)
    afterSeq = told.event.seq
    for (const wait of run.waits) {
      if (wait.kind === 'caller' && !done.has(wait.step) && (await answer(run, wait))) done.add(wait.step)
    }
  }

  /**
   * One after the other: a retry of the run has to find each step at its place.
   * @returns whether it was taken; else the run asks again, and is given the same
   */
  async function answer({ id }: AgentRunSummary, { step, tool, input }: AgentRunWait): Promise<boolean> {
    const called = tools.find((one) => one.name === tool)
    const known = given.get(step) ?? (await answerCall(called, input, context))
    given.set(step, known)
    const sent = steps.take('agents.answer', `answer ${name}: ${tool}`)
    try {
      await port.command(sent, [{ type: 'agent_run.answer', data: { id, step, ...known } }])
      return true
    } catch (error) {
      // The run was cancelled, or failed, meanwhile: its end is the next event. Or it does not wait for this now, and tells when it does.
      if (!(error instanceof OrchestratorError && error.code === 'invalid_state')) throw error
      return false
    }
  }
}

const sourceOf = (id: string, eventTypes: readonly string[], afterSeq: number): WaitSource => ({
  key: 'event',
  eventTypes,
  condition: { cel: 'event.agentRun.id == params.id', params: { id } },
  afterSeq,
})
