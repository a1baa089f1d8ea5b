import type { DefinedAgent } from '../agent/agent.ts'
import type { AgentTool } from '../agent/tool.ts'
import type { AgentRunSummary } from '../generated/entities.ts'

/** What an agent is asked. */
export interface AgentRequest {
  /** What to do, or to find out: at most 50,000 characters. */
  readonly prompt: string
  /** What it is about: the agent sees it. Default: the project of the task. */
  readonly projectId?: string | null
  readonly taskId?: string | null
  /** Tools of your own beside those that the agent has; made with `tool`. */
  readonly tools?: readonly AgentTool[]
}

/** What came of an agent's run. */
export interface AgentAnswer<O = unknown> {
  readonly runId: string
  /** Text, or what its `output` describes. */
  readonly output: O
  /** The patches that it proposed. */
  readonly patchIds: readonly string[]
  readonly usage: AgentRunSummary['usage']
}

/** Agents: they look, think and propose; what they propose people decide. */
export interface Agents {
  /**
   * Asks an agent and waits for its answer, for minutes or, where people have to approve something, for days. It acts with the rights
   * of the run.
   *
   * @param agent one that `agent` defined, or the name of a built-in one or of the workspace
   * @throws AgentError when it failed or was cancelled
   * @throws SchemaError when its answer does not meet its `output`
   *
   * @example
   * ```ts
   * const { output, patchIds } = await agents.run('planner', { prompt: 'Plan the launch.', projectId: event.projectId })
   * ```
   */
  run<O>(agent: DefinedAgent<O>, request: AgentRequest): Promise<AgentAnswer<O>>
  run(agent: string, request: AgentRequest): Promise<AgentAnswer>
}
