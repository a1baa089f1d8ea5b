import type { DefinedAgent } from '../agent/agent.ts'
import { agentErrorOf } from '../agent/error-of-run.ts'
import { requestOf } from '../agent/request-of.ts'
import type { ToolParts } from '../agent/tool.ts'
import { OrchestratorError, PlaybookDefinitionError } from '../errors.ts'
import type { AgentRunSummary } from '../generated/entities.ts'
import type { AgentAnswer, AgentRequest } from '../run/agents.ts'
import type { RunContext } from '../run/context.ts'
import { answerCall } from '../runtime/answer-call.ts'
import { validate } from '../schema.ts'
import type { AgentRunOptions, AskedAgents, FollowedAgentRuns } from './agent-types.ts'

/** `agents.run` of a client. */
export const createRunAgent =
  (runs: FollowedAgentRuns): AskedAgents['run'] =>
  <O>(agent: DefinedAgent<O> | string, request: AgentRequest, options: AgentRunOptions = {}) =>
    runAgent(runs, agent, request, options)

/** Starts a run, carries out what it leaves to whoever started it, and follows it to its end. */
async function runAgent<O>(
  runs: FollowedAgentRuns,
  agent: DefinedAgent<O> | string,
  request: AgentRequest,
  { signal, ...options }: AgentRunOptions,
): Promise<AgentAnswer<O>> {
  if (typeof request?.prompt !== 'string' || request.prompt.trim() === '')
    throw new PlaybookDefinitionError('agents.run: `prompt` is missing: what the agent is asked')
  const { prompt, projectId, taskId } = request
  const parts = requestOf(agent, request.tools)
  signal?.throwIfAborted()
  const asked = { ...parts.data, prompt, projectId: projectId ?? null, taskId: taskId ?? null }
  const { id: runId } = await runs.create(asked, options)
  const ended = await endOf(runs, runId, parts.tools, signal)
  if (ended.status !== 'completed') throw agentErrorOf(ended)
  const output = parts.output ? await validate(parts.output, ended.output, `the answer of ${parts.name}`) : ended.output
  return { runId, output: output as O, patchIds: ended.patchIds, usage: ended.usage }
}

/** The signal ends the waiting at once, whatever a tool of ours is doing, and the run with it. */
async function endOf(
  runs: FollowedAgentRuns,
  id: string,
  tools: readonly ToolParts[],
  signal: AbortSignal | undefined,
): Promise<AgentRunSummary> {
  const following = new AbortController()
  const stopped = Promise.withResolvers<never>()
  const stop = () => {
    runs.cancel(id).then(
      () => stopped.reject(signal?.reason),
      (error: unknown) => stopped.reject(hasEnded(error) ? signal?.reason : error),
    )
  }
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  try {
    return await Promise.race([follow(runs, id, tools, following.signal), stopped.promise])
  } finally {
    signal?.removeEventListener('abort', stop)
    following.abort()
  }
}

async function follow(
  runs: FollowedAgentRuns,
  id: string,
  tools: readonly ToolParts[],
  signal: AbortSignal,
): Promise<AgentRunSummary> {
  const done = new Set<number>()
  const given = new Map<number, Awaited<ReturnType<typeof answerCall>>>()
  for await (const message of runs.stream(id, { signal })) {
    if (message.type !== 'run') continue
    const { run } = message
    if (run.endedAt !== null) return run
    for (const { kind, step, tool, input } of run.waits) {
      if (kind !== 'caller' || done.has(step)) continue
      const own = tools.find(({ name }) => name === tool)
      const answer = given.get(step) ?? (await answerCall(own, input, () => withoutRun))
      given.set(step, answer)
      if (signal.aborted) break
      if (await isAnswered(runs.answer(id, { step, ...answer }))) done.add(step)
    }
  }
  // Whoever stopped it is told by the signal.
  throw new OrchestratorError('internal', 'the run was not followed to its end')
}

/** Else it does not wait for this now, and is given the same when it does; or it has ended, as its next message says. */
const isAnswered = (answering: Promise<unknown>): Promise<boolean> =>
  answering.then(
    () => true,
    (error: unknown) => {
      if (!hasEnded(error)) throw error
      return error.code === 'already_answered'
    },
  )

/** The run has ended meanwhile, or somebody else was faster: its next message says which. */
const hasEnded = (error: unknown): error is OrchestratorError =>
  error instanceof OrchestratorError && (error.code === 'invalid_state' || error.code === 'already_answered')

/** What tools are given beside their input: here they are functions of a program, and no step of a playbook's run. */
const withoutRun = new Proxy({} as RunContext, {
  get(_, name) {
    throw new PlaybookDefinitionError(
      `there is no \`${String(name)}\` here: a tool that the client carries out has no run of a playbook, so use what your program has`,
    )
  },
})
