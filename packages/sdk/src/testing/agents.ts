import type { AgentRunCreateInput, PatchProposeInput } from '../generated/commands.ts'
import type { Patch } from '../generated/entities.ts'
import type { Json } from '../json.ts'

/** A run of an agent, as the test's stand-in for it sees it. */
export interface TestAgentRun {
  readonly id: string
  readonly prompt: string
  readonly projectId: string | null
  readonly taskId: string | null
  /** What an agent in code is made of; null: it was asked by its name. */
  readonly definition: AgentRunCreateInput['definition'] | null
  /** Calls a tool of the playbook's own. @throws Error with what the agent would be told */
  call(tool: string, input: object): Promise<Json>
  /** Proposes a patch, as the agent. */
  propose(patch: PatchProposeInput): Patch
}

/**
 * Stand in for agents, a function for each name. What one returns is the agent's answer; an error that it throws fails the agent's run,
 * an `OrchestratorError` with its code.
 */
export type TestAgents = Readonly<Record<string, (run: TestAgentRun) => unknown>>
