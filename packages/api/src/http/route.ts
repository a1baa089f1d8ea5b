import type { Context } from 'hono'
import type * as z from 'zod'
import type { Identity } from '../auth/identity.ts'
import type { Api, Env } from './api.ts'

/** Who may call: anybody, whoever may read the workspace, or any key (`execute` then asks for the permission). */
export type Access = 'public' | 'read' | 'write'

export interface Answer {
  readonly status: number
  readonly description: string
  readonly schema?: z.ZodType | undefined
  /** @default application/json */
  readonly contentType?: string
  /** Other types, all of them text, that `Accept` may ask for. */
  readonly alsoAs?: readonly string[]
}

/** What a handler gets: everything parsed. */
export interface Call<P = unknown, Q = unknown, B = unknown> {
  readonly api: Api
  readonly c: Context<Env>
  readonly identity: Identity
  readonly workspaceId: string
  readonly params: P
  readonly query: Q
  readonly body: B
}

/** A route as data: what the document says of it is what is checked. */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  /** As OpenAPI writes it, e.g. `/v1/tasks/{id}`. */
  readonly path: string
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly access: Access
  readonly params?: z.ZodObject
  /** Parameters whose value may contain a slash. */
  readonly deepParams?: readonly string[]
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** A body that the handler reads itself, as it came. */
  readonly rawBody?: { readonly description: string; readonly limit: number; readonly example: unknown }
  /** In bytes, where JSON may be larger than usual. */
  readonly bodyLimit?: number
  readonly bodyExample?: unknown
  /** Whether the header If-Match is understood. */
  readonly conditional?: boolean
  readonly answer: Answer
  /** Statuses of problems beside those that every route can have. */
  readonly problems?: readonly number[]
  handle(call: Call): Promise<Response> | Response
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

/** Types a route's handler by its schemas. */
export function defineRoute<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  route: Omit<Route, 'params' | 'query' | 'body' | 'handle'> & {
    readonly params?: P
    readonly query?: Q
    readonly body?: B
    handle(call: Call<Parsed<P>, Parsed<Q>, Parsed<B>>): Promise<Response> | Response
  },
): Route {
  return route as unknown as Route
}
