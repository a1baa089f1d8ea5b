import type { ItemLink } from '@orchestrator/domain'
import type * as z from 'zod'
import type { GuardPolicy } from '../http/policy.ts'
import type { PullRequest, PullRequestDraft, PullRequestPage } from './code.ts'
import type { Inbox } from './inbox.ts'
import type { Container, ExternalUser, FieldSpec, FieldValue, Item, ItemRef } from './item.ts'
import type { Webhooks } from './webhooks.ts'

/**
 * All that Orchestrator has to know of a service. Pure of database and Temporal: it never waits and never tries again by itself; whoever
 * calls it does. One folder each, see docs/connectors.md.
 */
export interface Connector {
  /** Lower case, stable: it is in the database and before the types of its events. */
  readonly id: string
  readonly name: string
  /** One sentence: what it keeps in step. */
  readonly description: string
  /** The ways to connect, the recommended one first. */
  readonly auth: readonly AuthMethod[]
  /** What is asked when somebody connects, beside credentials, e.g. the address of an own server. */
  readonly settings: z.ZodType<Settings>
  /** What its containers are called, e.g. `repository`. */
  readonly containerName: string
  readonly itemTypes: readonly ItemType[]
  readonly limits: Limits
  readonly webhooks: Webhooks | null
  readonly actions: Readonly<Record<string, Action>>
  /** Nothing is written there: its mappings take in alone. */
  readonly onlyIn?: boolean
  /** It can be told in its own language which items come in, by `query` of `pull`, `count` and `matching`. */
  readonly query?: {
    readonly language: string
    /** What a connection's settings say of all its mappings. null: nothing */
    usual(settings: Settings): string | null
  }
  /** What comes in are messages of people, read once each. */
  readonly inbox?: Inbox
  /** Opens nothing yet: it costs no request. */
  open(options: SessionOptions): Session
}

export type Settings = Readonly<Record<string, string | number | boolean | null>>

/** A thing that is synced. */
export interface ItemType {
  readonly type: string
  readonly name: string
  /** What of ours it is the same as. */
  readonly entity: 'task' | 'comment' | 'time_entry'
  /** The fields that every container has; `Session.fields` tells those of one. */
  readonly fields: readonly FieldSpec[]
  /** Which of ours they are by default. */
  readonly defaults: readonly DefaultField[]
  /** Whether a field that only some containers have holds a list, by its key. */
  isList?(key: string): boolean
  /** Fields that `create` writes only after the item is there, in requests of their own. */
  readonly writtenLast?: readonly string[]
  /** Whether items can be deleted there, and come back. */
  readonly removes: boolean
  readonly restores: boolean
}

/** `ours` is a field of a task, a comment or a time entry. */
export interface DefaultField {
  readonly theirs: string
  readonly ours: string
  readonly direction?: 'both' | 'in' | 'out'
  /** What a value there is here; of several for one of ours the first is written. */
  readonly values?: readonly { readonly theirs: FieldValue; readonly ours: string }[]
}

export type AuthMethod =
  | {
      readonly kind: 'token'
      readonly name: string
      /** Where to make one, and with which rights. */
      readonly help: string
      readonly credentials: z.ZodType<Credentials>
      readonly secretFields: readonly string[]
    }
  | {
      readonly kind: 'oauth2'
      readonly name: string
      readonly help: string
      readonly scopes: readonly string[]
      /** @default a blank */
      readonly scopeSeparator?: string
      readonly authorizationEndpoint: (settings: Settings) => string
      readonly tokenEndpoint: (settings: Settings) => string
      readonly pkce: boolean
      /** Sent along when consent is asked for. */
      readonly parameters?: Readonly<Record<string, string>>
      /** Token types in answers beside `bearer`. */
      readonly tokenTypes?: readonly string[]
      /** What the server calls itself (`iss`), if it says so in its answers. @default the origin of the token endpoint */
      readonly issuer?: (settings: Settings) => string
      /** How we say who we are. @default post: in the body of the request */
      readonly clientAuth?: 'post' | 'basic'
      /** Where tokens are given back, if they can be. */
      readonly revocationEndpoint?: (settings: Settings) => string
    }

/** Kept encrypted; of OAuth `accessToken`, `refreshToken` and `expiresAt`. */
export type Credentials = Readonly<Record<string, string | null>>

export interface SessionOptions {
  readonly credentials: Credentials
  readonly settings: Settings
  readonly policy?: Partial<GuardPolicy>
  readonly signal?: AbortSignal
  /** Waits until one request more may go out. A connector whose `limits` say `perRequest` waits for it before each. */
  readonly turn?: () => Promise<void>
}

/** How much may be asked. A bucket that fills by `perSecond` and holds `burst`. */
export interface Limits {
  readonly requests: { readonly perSecond: number; readonly burst: number }
  /** `spacingMs`: from one to the next, also within a burst. */
  readonly writes: { readonly perSecond: number; readonly burst: number; readonly spacingMs?: number }
  /** How many calls at once. */
  readonly atOnce: number
  /** Requests are counted one by one, by `turn`; else each call of a session is one. */
  readonly perRequest?: boolean
}

/** Who is connected, and what the credentials allow. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly url: string | null
  readonly scopes: readonly string[]
  /** Scopes without which something will not work, in words. */
  readonly missing: readonly string[]
}

export interface Page {
  readonly items: readonly Item[]
  /** Items that the service says are gone. */
  readonly gone: readonly ItemRef[]
  /** Items that are not what the service documents: they are told, and keep none of the others. */
  readonly unreadable?: readonly Unreadable[]
  /** Where to go on; opaque, JSON. */
  readonly cursor: unknown
  /** There is more at once; else ask again later with the cursor. */
  readonly more: boolean
}

export interface Unreadable extends Pick<Item, 'type' | 'id' | 'on' | 'key' | 'url'> {
  readonly title: string | null
  /** What is wrong with it; no secret. */
  readonly message: string
}

/** Credentials at work. Every method throws nothing but ProviderError. */
export interface Session {
  /** Costs one request or two; for the test button. */
  check(): Promise<Account>
  containers(query: { search?: string | undefined; cursor?: string | undefined }): Promise<{
    readonly containers: readonly Container[]
    readonly cursor: string | null
  }>
  users(containerId: string): Promise<readonly ExternalUser[]>
  /** All fields of the container's items of this type, with their options. */
  fields(containerId: string, type: string): Promise<readonly FieldSpec[]>
  /** Which of ours they are in this container, where each has fields of its own; without it those of the type. */
  defaults?(containerId: string, type: string): Promise<readonly DefaultField[]>
  /**
   * What changed, the oldest change first. Without a cursor: from the beginning, or from `since`. What changed just around the cursor may come again: the
   * service's clock and index are not trusted further than the overlap.
   */
  pull(query: {
    readonly containerId: string
    readonly type: string
    readonly cursor: unknown
    readonly since?: string | undefined
    readonly query?: string | undefined
  }): Promise<Page>
  /** How many items a pull from the beginning will bring; null when the service does not say. */
  count(query: {
    readonly containerId: string
    readonly type: string
    readonly query?: string | undefined
  }): Promise<number | null>
  /** Of connectors with a `query`: which of these items it finds, as they are now. One page of a pull at most. */
  matching?(query: {
    readonly containerId: string
    readonly type: string
    readonly ids: readonly string[]
    readonly query: string
  }): Promise<ReadonlySet<string>>
  /** null: it is gone (404, 410). One that may not be seen throws `forbidden`, if the service can tell them apart. */
  get(ref: ItemRef, containerId: string): Promise<Item | null>
  /** @returns as the service has it now, in its own form of what was written */
  create(draft: Draft): Promise<Item>
  /**
   * Writes only the fields that are given.
   * @param known as the fields were when they were read last: of a list only what differs from it is added and taken away, so that what
   *   others have done to it since stays; without it, or where the service cannot, the list is written whole
   * @throws ProviderError `not_found` when it is gone
   */
  update(ref: ItemRef, containerId: string, fields: Item['fields'], known?: Item['fields']): Promise<Item>
  /** Deletes it, or what comes next to that; that it is gone already is no error. */
  remove(ref: ItemRef, containerId: string): Promise<void>
  /** What `create` made with this marker: found as soon as it is there, not when an index knows it. */
  search(query: {
    readonly containerId: string
    readonly type: string
    readonly on: ItemRef | null
    readonly marker: string
    /** It was not made before, ISO 8601. */
    readonly since: string
  }): Promise<Item | null>
  /** Of items with a field of links: makes one of them, or removes it. That it is there, or gone, already is no error. */
  link?(ref: ItemRef, containerId: string, link: ItemLink, present: boolean): Promise<void>
  /** Of services that have pull requests. null: it is gone. */
  pullRequest?(query: { readonly repositoryId: string; readonly number: number }): Promise<PullRequest | null>
  /** Which have changed since, the last change first; without `since` those that are open. */
  pullRequests?(query: {
    readonly repositoryId: string
    readonly since: string | null
  }): Promise<readonly { readonly number: number; readonly updatedAt: string }[]>
  /** All there ever were, page by page. */
  pullRequestHistory?(query: { readonly repositoryId: string; readonly cursor: unknown }): Promise<PullRequestPage>
  /** Makes one, or brings the one that was made under this marker up to date. Done twice, it is done once. */
  writePullRequest?(wanted: PullRequestDraft): Promise<PullRequest>
  /** Of a server that says by itself what it can do: what that is now. */
  tools?(): Promise<readonly OfferedTool[]>
  /** Calls a tool once; `ambiguous`: nobody knows whether it was done. */
  callTool?(call: ToolCall): Promise<ToolAnswer>
}

/** A tool as its server describes it now. The words are others', made harmless: bounded, and nothing in them that people do not see. */
export interface OfferedTool {
  readonly name: string
  readonly title: string | null
  readonly description: string
  /** JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>
  /** The server's own word for it, which may be untrue. */
  readonly readOnly: boolean
  readonly idempotent: boolean
  /** Of all of this. */
  readonly hash: string
  /** Why it cannot be used; null: it can. */
  readonly problem: string | null
}

export interface ToolCall {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  /** Is told what the server offers at the very moment; what it throws keeps the tool from being called. */
  before(offered: readonly OfferedTool[]): Promise<void>
}

export interface ToolAnswer {
  readonly text: string
  /** null: it gave text alone. */
  readonly structured: unknown
}

export interface Draft {
  readonly containerId: string
  readonly type: string
  /** Of a comment: on what. */
  readonly on: ItemRef | null
  readonly fields: Item['fields']
  /** Hidden in it, so that it is found again after an answer that was lost. */
  readonly marker: string
}

/** Something else that it can do, for rules, playbooks and agents. */
export interface Action<I = never, O = unknown> {
  readonly name: string
  readonly summary: string
  readonly input: z.ZodType
  readonly output: z.ZodType
  /** It changes something there. */
  readonly writes: boolean
  /**
   * @param context.key the same on every try of one step: what writes must find again what it did under it
   * @throws ProviderError
   */
  run(input: I, context: { readonly session: Session; readonly key: string; readonly retry: boolean }): Promise<O>
}
