import type { AgentDefinition } from '@orchestrator/domain'
import type { Json, JsonObject } from '@orchestrator/sdk/runtime'
import type { RunError } from './playbook-contract.ts'

// What the isolate of agents and its activities say to each other: plain JSON, types only.

export interface AgentRunRef {
  readonly workspaceId: string
  readonly runId: string
}

/** A tool as a model is told of it. */
export interface AgentToolSpec {
  /** As models may write it: letters, digits, - and _. */
  readonly name: string
  /** As the catalogue, or the connected service, has it. */
  readonly tool: string
  readonly description: string
  /** JSON Schema of an object. */
  readonly parameters: JsonObject
  /** Who carries it out: this platform, or whoever started the run. */
  readonly by: 'platform' | 'caller'
  /** Each call waits for a person. */
  readonly approve: boolean
}

/** An agent of a run, ready to be asked. */
export interface LoadedAgent
  extends Pick<AgentDefinition, 'name' | 'description' | 'handoffs' | 'consults' | 'maxTurns'> {
  readonly instructions: string
  /** JSON Schema of its answer; null: text. */
  readonly output: JsonObject | null
  readonly tools: readonly AgentToolSpec[]
}

export interface LoadedAgentRun {
  /** The one that was asked first. */
  readonly agents: readonly LoadedAgent[]
  readonly prompt: string
  /** What the first agent is told before it is asked; null: nothing. */
  readonly beforehand: string | null
  /** Whether there is any that could be asked. */
  readonly hasModel: boolean
}

/** A place in the run, counted in the order in which the workflow does things: the same in a replay and in a restart. */
export interface AgentStepRef {
  readonly run: AgentRunRef
  readonly n: number
  readonly agent: string
}

/** What a model is asked. The items before are those of step `after` and its answer, so that no history carries a conversation twice. */
export interface ModelQuestion {
  readonly after: number | null
  readonly items: readonly Json[]
  /** The agents to which it may hand over: tools of their own kind. */
  readonly handoffs: readonly { readonly name: string; readonly description: string; readonly parameters: JsonObject }[]
  /** The tools of consulted agents. */
  readonly consults: readonly { readonly name: string; readonly description: string; readonly parameters: JsonObject }[]
}

export interface ModelReply {
  /** Items of the agents' protocol: a message, calls of tools. */
  readonly output: readonly Json[]
  readonly inputTokens: number
  readonly outputTokens: number
}

/** What a person, or whoever started the run, answered. */
export type AgentAnswer =
  | { readonly kind: 'approval'; readonly approved: boolean; readonly comment: string | null }
  | { readonly kind: 'caller'; readonly output: Json }
  | { readonly kind: 'caller'; readonly error: string }

export interface AgentWait {
  readonly step: number
  readonly kind: 'approval' | 'caller'
  readonly tool: string
  readonly input: Json
  readonly approvalId: string | null
}

export type AgentRunEnd =
  | { readonly status: 'completed'; readonly output: Json }
  | { readonly status: 'failed'; readonly error: RunError }
  | { readonly status: 'canceled' }

/** Short and idempotent: a database transaction each. */
export interface AgentLocalActivities {
  loadAgentRun(input: { run: AgentRunRef }): Promise<LoadedAgentRun>
  /** What the agent that was asked can do without a model. */
  answerWithoutModel(input: AgentStepRef): Promise<{ text: string }>
  /** Or says why nobody is asked, to the model. */
  askApproval(
    input: AgentStepRef & { tool: string; input: Json },
  ): Promise<{ approvalId: string } | { refused: string }>
  /** Tells for what the run waits: all of it, each time. @param change counts these calls */
  setWaits(input: { run: AgentRunRef; change: number; waits: readonly AgentWait[] }): Promise<void>
  readAnswers(input: { run: AgentRunRef; waits: readonly AgentWait[] }): Promise<Readonly<Record<string, AgentAnswer>>>
  endAgentRun(input: { run: AgentRunRef; end: AgentRunEnd }): Promise<void>
}

/** They take as long as others take. */
export interface AgentActivities {
  askModel(input: AgentStepRef & { question: ModelQuestion }): Promise<ModelReply>
  /** What the tool answered, as a model reads it; a refusal is an answer too. */
  callTool(input: AgentStepRef & { tool: string; input: string }): Promise<{ output: string }>
  /** The same for an action of a connected service, done in the process that has the credentials. */
  callAction(input: AgentStepRef & { tool: string; input: string }): Promise<{ output: string }>
}
