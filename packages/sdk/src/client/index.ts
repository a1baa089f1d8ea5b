/** A typed client of the HTTP API. No dependencies; runs in Node, browsers and React Native. */
import type { WorkspaceUpdateInput } from '../generated/commands.ts'
import type { Workspace } from '../generated/entities.ts'
import type { SendableEvent } from '../trigger/define-event.ts'
import { streamAgentRun } from './agent-stream.ts'
import type { AskedAgents, FollowedAgentRuns } from './agent-types.ts'
import { type Paged, paged } from './paged.ts'
import { type ClientOptions, createSend, type RequestOptions } from './request.ts'
import type { Resources } from './resource-types.ts'
import { createResources } from './resources.ts'
import { createRunAgent } from './run-agent.ts'
import { type AnyEvent, type StreamOptions, streamEvents } from './stream.ts'
import type { AutomationExplanation, BatchCommand, CommandResult, Me, RequestedRun } from './types.ts'

export { AgentError, type FieldProblem, OrchestratorError, SchemaError } from '../errors.ts'
export type { Page, PageOptions } from '../run/resources.ts'
export type * from './agent-types.ts'
export type * from './backtest-types.ts'
export type * from './connections.ts'
export type * from './deployment-types.ts'
export type * from './filters.ts'
export type * from './integration-health.ts'
export type * from './learning.ts'
export type * from './mappings.ts'
export type * from './model-types.ts'
export type * from './notifications.ts'
export type * from './outgoing.ts'
export type { Paged } from './paged.ts'
export type * from './patch-types.ts'
export type { ClientOptions, RequestOptions } from './request.ts'
export type * from './resource-types.ts'
export type * from './rule-types.ts'
export type * from './series-types.ts'
export type { AnyEvent, StreamOptions } from './stream.ts'
export type * from './suggestion-types.ts'
export type * from './task-links.ts'
export type * from './template-types.ts'
export type * from './types.ts'

export interface EventFilter {
  /** Only events with a greater `seq`. Default 0: from the beginning. */
  readonly after?: number
  readonly type?: string | readonly string[]
  readonly subjectId?: string
  readonly projectId?: string
  /** 1 to 200 on a page; default 50. */
  readonly limit?: number
}

/** The log of the workspace. */
export interface Events {
  list(filter?: EventFilter): Paged<AnyEvent>
  /** Which automations an event started, and why others did not start: the nearest misses first. @param event its `seq` or its id */
  automations(
    event: number | string,
    filter?: { readonly automation?: string; readonly limit?: number },
  ): Promise<{
    readonly eventType: string
    readonly total: number
    readonly items: readonly AutomationExplanation[]
  }>
  /** Starts an automation on an event of the past. Unless `force`, the event has to meet its condition. @param event its `seq` or its id */
  replay(
    event: number | string,
    automation: string,
    input?: { readonly force?: boolean },
    options?: RequestOptions,
  ): Promise<RequestedRun>
  /** Sends an event of your own, made with what `defineEvent` gives. */
  send(event: SendableEvent, options?: RequestOptions): Promise<AnyEvent>
  /**
   * Follows the log as it grows, over lost connections too, without missing or repeating an event.
   *
   * @example
   * ```ts
   * for await (const event of client.events.stream({ after: 0, signal })) console.log(event.seq, event.type)
   * ```
   */
  stream(options?: StreamOptions): AsyncGenerator<AnyEvent, void, undefined>
}

/** See {@link createClient}. */
export interface Client extends Resources {
  readonly events: Events
  readonly agents: AskedAgents
  readonly agentRuns: FollowedAgentRuns
  /** Runs up to 500 commands in one transaction: all or none. */
  execute(commands: readonly BatchCommand[], options?: RequestOptions): Promise<readonly CommandResult[]>
  readonly workspace: {
    get(): Promise<Workspace>
    update(changes: Omit<WorkspaceUpdateInput, 'id'>, options?: RequestOptions): Promise<Workspace>
  }
  /** Who the API key acts for, and what it may. */
  me(): Promise<Me>
}

/**
 * Makes a client. Requests are repeated after network errors, 429 and 503, each with an idempotency key, so that nothing happens twice.
 * What is refused throws `OrchestratorError` with `code`, `fields` and `requestId`.
 *
 * @example
 * ```ts
 * const client = createClient({ url: 'http://127.0.0.1:4400', apiKey: 'orc_…' })
 * const task = await client.tasks.create({ projectId, title: 'Buy the domain' })
 * for await (const open of client.tasks.list({ status: ['started', 'unstarted'] })) console.log(open.identifier)
 * ```
 */
export function createClient(options: ClientOptions): Client {
  const send = createSend(options)
  const resources = createResources(send)
  const agentRuns: FollowedAgentRuns = {
    ...resources.agentRuns,
    stream: (id, stream = {}) => streamAgentRun(options, id, stream),
  }
  return {
    ...resources,
    agents: { ...resources.agents, run: createRunAgent(agentRuns) },
    agentRuns,
    events: {
      list: ({ after, ...rest } = {}) =>
        paged(
          (cursor) => send({ method: 'GET', path: '/v1/events', query: { ...rest, after: cursor } }),
          after === undefined ? undefined : String(after),
        ),
      automations: (event, filter = {}) =>
        send({ method: 'GET', path: `/v1/events/${event}/automations`, query: filter }),
      replay: (event, automation, input = {}, requestOptions = {}) =>
        send({ method: 'POST', path: `/v1/events/${event}/replay`, body: { automation, ...input }, ...requestOptions }),
      send: ({ type, payload }, requestOptions = {}) =>
        send({ method: 'POST', path: '/v1/events', body: { type, payload }, ...requestOptions }),
      stream: (stream = {}) => streamEvents(options, stream),
    },
    async execute(commands, requestOptions = {}) {
      const path = '/v1/commands'
      const answer = await send<{ results: readonly CommandResult[] }>({
        ...{ method: 'POST', path, body: { commands } },
        ...requestOptions,
      })
      return answer.results
    },
    workspace: {
      get: () => send({ method: 'GET', path: '/v1/workspace' }),
      update: (changes, requestOptions = {}) =>
        send({ method: 'PATCH', path: '/v1/workspace', body: changes, ...requestOptions }),
    },
    me: () => send({ method: 'GET', path: '/v1/me' }),
  }
}
