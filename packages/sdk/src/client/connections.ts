import type { UserLinkSetInput } from '../generated/commands.ts'
import type { Connection, ConnectionStatus, ConnectionTool, UserLink } from '../generated/entities.ts'
import type { ActionMap } from '../generated/integrations.ts'
import type { Json, JsonObject, Timestamp } from '../json.ts'
import type { PageOptions } from '../run/resources.ts'
import type { ConnectionHealth } from './integration-health.ts'
import type { Paged } from './paged.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions, Readable } from './resource-types.ts'

/** A field of a service, or of a task here, as people see it when they map it. */
export interface FieldSpec {
  readonly key: string
  readonly name: string
  readonly type:
    | 'text'
    | 'markdown'
    | 'number'
    | 'date'
    | 'boolean'
    | 'option'
    | 'options'
    | 'user'
    | 'users'
    | 'item'
    | 'links'
  readonly readOnly?: boolean
  readonly options?: readonly { readonly value: string; readonly name: string }[]
}

/** A service that can be connected. */
export interface Connector {
  readonly id: string
  readonly name: string
  readonly description: string
  /** What is mapped to a project, e.g. `repository`. */
  readonly containerName: string
  /** The ways to connect, the recommended one first. */
  readonly auth: readonly ConnectorAuth[]
  /** JSON Schema of what is asked for beside credentials. */
  readonly settings: JsonObject
  readonly itemTypes: readonly {
    readonly type: string
    readonly name: string
    readonly entity: 'task' | 'comment' | 'time_entry'
    readonly fields: readonly FieldSpec[]
    readonly removes: boolean
    readonly restores: boolean
  }[]
  readonly webhooks: {
    /** The service is told by itself where to send. */
    readonly subscribes: boolean
    /** Markdown: what to set there by hand. */
    readonly manual: string
    readonly events: readonly { readonly type: string; readonly summary: string }[]
  } | null
  readonly actions: readonly {
    readonly name: string
    readonly summary: string
    readonly writes: boolean
    readonly input: JsonObject
    readonly output: JsonObject
  }[]
}

export interface ConnectorAuth {
  readonly kind: 'token' | 'oauth2'
  readonly name: string
  readonly help: string
  /** False: the operator has to register this installation there first. */
  readonly configured: boolean
  /** JSON Schema; null for OAuth. */
  readonly credentials: JsonObject | null
  readonly secretFields: readonly string[]
  readonly scopes: readonly string[]
}

export interface ConnectionFilter extends PageOptions {
  readonly provider?: string
  readonly status?: ConnectionStatus
  readonly sort?: 'createdAt' | '-createdAt'
}

/** What a connector asks for beside credentials. */
export type ConnectionSettings = Readonly<Record<string, string | number | boolean | null>>
/** What a connector's method asks for; stored encrypted and never shown. */
export type ConnectionCredentials = Readonly<Record<string, string | null>>

export interface ConnectionInput {
  /** The id of a connector, e.g. `github`. */
  readonly provider: string
  readonly name?: string
  /** The name of the connector's method; default: the first that takes the credentials. */
  readonly method?: string
  readonly credentials: ConnectionCredentials
  readonly settings?: ConnectionSettings
}

export interface ReconnectInput extends Omit<ConnectionInput, 'provider' | 'name'> {
  /** The credentials may be those of another account there; else that is refused. */
  readonly allowOtherAccount?: boolean
}

export interface OAuthInput {
  readonly provider: string
  readonly name?: string
  readonly settings?: ConnectionSettings
  /** A connection that is connected anew. */
  readonly connectionId?: string
  /** It may be another account than before; else that is refused. */
  readonly allowOtherAccount?: boolean
}

export interface ConnectionTest {
  readonly account: Connection['account']
  readonly scopes: readonly string[]
  /** Without which something will not work, in words. */
  readonly missing: readonly string[]
}

/** A tool of a connected MCP server, as it says now. Its words are others': data, not advice. */
export interface ServerTool
  extends Pick<ConnectionTool, 'name' | 'title' | 'description' | 'inputSchema' | 'readOnly' | 'idempotent' | 'hash'> {
  /** As agents name it in `tools`, e.g. `mcp.docs.search`. */
  readonly tool: string
  /** Why it cannot be used; null: it can. */
  readonly problem: string | null
  /** offered: agents may not call it. changed: the server says something else of it than when it was allowed. gone: it is not offered now. */
  readonly state: 'offered' | 'allowed' | 'changed' | 'gone'
  /** Its calls need no approval. */
  readonly trusted: boolean
}

/** A repository, a board, a database or a channel. */
export interface Container {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly url: string | null
}

export interface ExternalUser {
  readonly id: string
  readonly name: string
  /** As the service has verified it. */
  readonly email: string | null
}

/** A connection that is no more, and what stays of it. */
export interface DisconnectedConnection extends Connection {
  readonly stays: {
    readonly mappings: number
    readonly items: number
    /** Webhooks there that could not be ended: delete them there. */
    readonly subscriptions: number
    readonly tokensRevoked: boolean
  }
}

/** A time within which a connection's changes are taken back. */
export interface RollbackInput {
  readonly from: Timestamp
  /** Default: now. */
  readonly to?: Timestamp
  /** Default true: it only says what would be done. */
  readonly dryRun?: boolean
  /** patch: it is proposed, for people to decide on, and tasks that were made are archived. Default: changes. */
  readonly as?: 'changes' | 'patch'
}

export interface ConnectionRollback {
  readonly applied: boolean
  readonly operations: readonly {
    readonly type: string
    readonly entityId: string
    readonly name: string
    readonly data: JsonObject
  }[]
  /** Those that were proposed, in order; of a dry run their ids are null. */
  readonly patches: readonly { readonly id: string | null; readonly title: string; readonly operations: number }[]
  /** What stays, and why. */
  readonly skipped: readonly {
    readonly entityId: string
    readonly name: string
    readonly field: string | null
    readonly reason: 'deleted' | 'archived' | 'changed_since' | 'deleted_by_sync' | 'not_there' | 'not_in_a_patch'
  }[]
}

/** Services that are connected. */
export interface Connections extends Readable<Connection, ConnectionFilter> {
  /** What can be connected, and how. */
  connectors(options?: EntityOptions): Promise<readonly Connector[]>
  /** With a token. */
  create(input: ConnectionInput, options?: RequestOptions): Promise<Connection>
  /** Over OAuth: the address to open in a browser. */
  beginOAuth(
    input: OAuthInput,
    options?: RequestOptions,
  ): Promise<{ readonly url: string; readonly expiresAt: Timestamp }>
  update(
    id: string,
    changes: { readonly name?: string; readonly baseVersion?: number },
    options?: RequestOptions,
  ): Promise<Connection>
  /** Of one without mappings. */
  delete(id: string, options?: RequestOptions): Promise<void>
  /** Asks the service as whom it is known there. */
  test(id: string, options?: RequestOptions): Promise<ConnectionTest>
  pause(id: string, options?: RequestOptions): Promise<Connection>
  resume(id: string, options?: RequestOptions): Promise<Connection>
  /** With another token; mappings stay. */
  reconnect(id: string, input: ReconnectInput, options?: RequestOptions): Promise<Connection>
  /**
   * Does an action with the connection's account, e.g. `createPullRequest`; {@link Connections.connectors} has all. Done once under the
   * request's key, also when an answer is lost and it is tried again.
   *
   * @example
   * ```ts
   * const { url } = await client.connections.call(id, 'createPullRequest', { repository: 'acme/shop', title: 'Say hello', files })
   * ```
   */
  call<A extends string>(
    id: string,
    action: A,
    input: ConnectionActionInput<A>,
    options?: RequestOptions,
  ): Promise<ConnectionActionOutput<A>>
  /** Forgets its credentials; what it has synced stays. */
  disconnect(id: string, options?: RequestOptions): Promise<DisconnectedConnection>
  /** Takes back what it did here within a time; a dry run unless it is said otherwise. */
  rollback(id: string, input: RollbackInput, options?: RequestOptions): Promise<ConnectionRollback>
  health(id: string, options?: EntityOptions): Promise<ConnectionHealth>
  containers(id: string, query?: { readonly search?: string; readonly cursor?: string }): Paged<Container>
  users(id: string, containerId: string, options?: EntityOptions): Promise<readonly ExternalUser[]>
  /** Of an MCP server: what it offers now, and what of it agents may call. */
  tools(id: string, options?: EntityOptions): Promise<readonly ServerTool[]>
  /** Lets agents call a tool, as the server describes it now: `hash` is that of what was seen. */
  allowTool(
    id: string,
    tool: string,
    input: { readonly hash: string; readonly trusted?: boolean },
    options?: RequestOptions,
  ): Promise<ConnectionTool>
  removeTool(id: string, tool: string, options?: RequestOptions): Promise<void>
  /** Where the service is to send what happens, where it has to be told by hand. */
  webhook(
    id: string,
    options?: EntityOptions,
  ): Promise<{ readonly url: string; readonly secret: string; readonly manual: string }>
  readonly userLinks: UserLinks
}

/** The actions of that name, in whichever service. */
type Named<A extends string> = Extract<keyof ActionMap, `${string}.${A}`>

/** What an action takes; of one that this version does not know, any JSON. */
export type ConnectionActionInput<A extends string> = [Named<A>] extends [never]
  ? JsonObject
  : ActionMap[Named<A>]['input']
/** What an action gives. */
export type ConnectionActionOutput<A extends string> = [Named<A>] extends [never] ? Json : ActionMap[Named<A>]['output']

export interface UserLinkFilter extends PageOptions {
  readonly connectionId?: string
  readonly memberId?: string
  readonly sort?: 'createdAt' | '-createdAt'
}

/** Which members people of connected services are. */
export interface UserLinks extends Readable<UserLink, UserLinkFilter> {
  /** Replaces what was said of the same person. */
  create(input: UserLinkSetInput, options?: RequestOptions): Promise<UserLink>
  delete(id: string, options?: RequestOptions): Promise<void>
}
