/** A typed client of the HTTP API. No dependencies; runs in Node, browsers and React Native. */
import type { WorkspaceUpdateInput } from '../generated/commands.ts'
import type { Workspace } from '../generated/entities.ts'
import type { SendableEvent } from '../trigger/define-event.ts'
import { type Paged, paged } from './paged.ts'
import { type ClientOptions, createSend, type RequestOptions } from './request.ts'
import { createResources } from './resources.ts'
import { type AnyEvent, type StreamOptions, streamEvents } from './stream.ts'
import type { AutomationExplanation, BatchCommand, CommandResult, Me } from './types.ts'

export { type FieldProblem, OrchestratorError } from '../errors.ts'
export type { Page, PageOptions } from '../run/resources.ts'
export type * from './filters.ts'
export type { Paged } from './paged.ts'
export type { ClientOptions, RequestOptions } from './request.ts'
export type { Archivable, Resource } from './resources.ts'
export type { AnyEvent, StreamOptions } from './stream.ts'
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

/** See {@link createClient}. */
export type Client = ReturnType<typeof createClient>

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
export function createClient(options: ClientOptions) {
  const send = createSend(options)
  return {
    ...createResources(send),
    events: {
      list: (filter: EventFilter = {}): Paged<AnyEvent> => {
        const { after, ...rest } = filter
        return paged(
          (cursor) => send({ method: 'GET', path: '/v1/events', query: { ...rest, after: cursor } }),
          after === undefined ? undefined : String(after),
        )
      },
      /** Which automations an event started, and why others did not start: the nearest misses first. */
      automations: (
        seq: number,
        filter: { readonly automation?: string; readonly limit?: number } = {},
      ): Promise<{
        readonly eventType: string
        readonly total: number
        readonly items: readonly AutomationExplanation[]
      }> => send({ method: 'GET', path: `/v1/events/${seq}/automations`, query: filter }),
      /** Sends an event of your own, made with what `defineEvent` gives. */
      send: (event: SendableEvent, requestOptions: RequestOptions = {}): Promise<AnyEvent> =>
        send({
          method: 'POST',
          path: '/v1/events',
          body: { type: event.type, payload: event.payload },
          ...requestOptions,
        }),
      /**
       * Follows the log as it grows, over lost connections too, without missing or repeating an event.
       *
       * @example
       * ```ts
       * for await (const event of client.events.stream({ after: 0, signal })) console.log(event.seq, event.type)
       * ```
       */
      stream: (stream: StreamOptions = {}): AsyncGenerator<AnyEvent, void, undefined> => streamEvents(options, stream),
    },
    /** Runs up to 500 commands in one transaction: all or none. */
    execute: async (
      commands: readonly BatchCommand[],
      requestOptions: RequestOptions = {},
    ): Promise<readonly CommandResult[]> =>
      (
        await send<{ results: readonly CommandResult[] }>({
          method: 'POST',
          path: '/v1/commands',
          body: { commands },
          ...requestOptions,
        })
      ).results,
    workspace: {
      get: (): Promise<Workspace> => send({ method: 'GET', path: '/v1/workspace' }),
      update: (changes: Omit<WorkspaceUpdateInput, 'id'>, requestOptions: RequestOptions = {}): Promise<Workspace> =>
        send({ method: 'PATCH', path: '/v1/workspace', body: changes, ...requestOptions }),
    },
    /** Who the API key acts for, and what it may. */
    me: (): Promise<Me> => send({ method: 'GET', path: '/v1/me' }),
  }
}
