import type { DefinedAgent } from '../agent/agent.ts'
import type {
  AgentCreateInput,
  AgentRunAnswerInput,
  AgentRunCreateInput,
  AgentUpdateInput,
} from '../generated/commands.ts'
import type { Agent, AgentRun, AgentRunStatus, AgentRunSummary, AgentStep, ListedAgent } from '../generated/entities.ts'
import type { AgentAnswer, AgentRequest } from '../run/agents.ts'
import type { PageOptions } from '../run/resources.ts'
import type { Paged } from './paged.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions } from './resource-types.ts'

export type { Agent, AgentRun, AgentRunSummary, AgentStep, ListedAgent } from '../generated/entities.ts'
export type { AgentAnswer, AgentRequest } from '../run/agents.ts'

export interface AgentFilter extends PageOptions {
  readonly name?: string
}

export interface AgentRunFilter extends PageOptions {
  /** Its name. */
  readonly agent?: string
  readonly status?: AgentRunStatus | readonly AgentRunStatus[]
  readonly projectId?: string
  readonly taskId?: string
  readonly sort?: 'createdAt' | '-createdAt'
}

/** Who can be asked in words: the workspace's own agents, and those that are built in, which cannot be changed. */
export interface Agents {
  /** By name. */
  list(filter?: AgentFilter, options?: EntityOptions): Paged<ListedAgent>
  get(id: string, options?: EntityOptions): Promise<ListedAgent>
  create(input: AgentCreateInput, options?: RequestOptions): Promise<Agent>
  /** Fields that are left out stay. Runs that are under way go on as they began. */
  update(id: string, changes: Omit<AgentUpdateInput, 'id'>, options?: RequestOptions): Promise<Agent>
  delete(id: string, options?: RequestOptions): Promise<void>
}

export interface AgentRunOptions extends Pick<RequestOptions, 'idempotencyKey'> {
  /** Cancels the run; its reason is thrown. */
  readonly signal?: AbortSignal
}

export interface AskedAgents extends Agents {
  /**
   * Asks an agent, carries out its calls of your own tools meanwhile, and waits for its answer. It acts with your rights. A program that
   * begins anew with the same `idempotencyKey` finds the run that it began.
   *
   * @param agent one that `agent` of `@orchestrator/sdk` defined, or the name of a built-in one or of the workspace
   * @throws AgentError when it failed or was cancelled
   * @throws SchemaError when its answer does not meet its `output`
   *
   * @example
   * ```ts
   * const { output } = await client.agents.run('analyst', { prompt: 'What threatens the launch?' })
   * ```
   */
  run<O>(agent: DefinedAgent<O>, request: AgentRequest, options?: AgentRunOptions): Promise<AgentAnswer<O>>
  run(agent: string, request: AgentRequest, options?: AgentRunOptions): Promise<AgentAnswer>
}

/** What agents were asked. */
export interface AgentRuns {
  list(filter?: AgentRunFilter, options?: EntityOptions): Paged<AgentRunSummary>
  get(id: string, options?: EntityOptions): Promise<AgentRun>
  /** Asks an agent: its run goes on in the background, with your rights. */
  create(input: AgentRunCreateInput, options?: RequestOptions): Promise<AgentRunSummary>
  /** What it did: each answer of a model, each call of a tool. */
  steps(id: string, options?: EntityOptions): Promise<readonly AgentStep[]>
  /** Answers one of its `waits` of the kind `caller`. Once: what was answered is a conflict. */
  answer(id: string, answer: Omit<AgentRunAnswerInput, 'id'>, options?: RequestOptions): Promise<AgentRunSummary>
  cancel(id: string, options?: RequestOptions): Promise<AgentRunSummary>
}

/** What is told of a run while it is followed. */
export type AgentRunMessage =
  /** A step has begun or ended. */
  | ({ readonly type: 'step'; readonly step: number; readonly attempt: number } & Omit<
      AgentStep,
      'n' | 'input' | 'output' | 'attempts'
    >)
  /** A piece of what its model says. `from`: where it begins in the step's text, in UTF-16 units. */
  | {
      readonly type: 'text'
      readonly step: number
      readonly attempt: number
      readonly from: number
      readonly text: string
    }
  /** The step is done again: what was said of it counts no more. */
  | { readonly type: 'restart'; readonly step: number; readonly attempt: number }
  /** The run, whenever its status or what it waits for changes. */
  | { readonly type: 'run'; readonly run: AgentRunSummary }

export interface AgentRunStreamOptions {
  /** Ends the stream: the loop over it ends without an error. */
  readonly signal?: AbortSignal
  /** Milliseconds without a sign of life (the server gives one every 15 s) after which the client connects again. Default 45,000. */
  readonly idleMs?: number
}

export interface FollowedAgentRuns extends AgentRuns {
  /**
   * Follows a run from its first step to its end, over lost connections too. No piece of text is missed or given twice; that a step has
   * begun or ended may be told again.
   *
   * @example
   * ```ts
   * for await (const message of client.agentRuns.stream(run.id)) if (message.type === 'text') process.stdout.write(message.text)
   * ```
   */
  stream(id: string, options?: AgentRunStreamOptions): AsyncGenerator<AgentRunMessage, void, undefined>
}
