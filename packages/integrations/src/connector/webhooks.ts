import type { CodeHint } from './code.ts'
import type { Credentials, Session } from './connector.ts'
import type { Item, ItemRef } from './item.ts'

/** A request as it came: the signature is over the bytes of the body. */
export interface InboundRequest {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** What a delivery tells. It is a hint: whoever acts on it asks the service, unless the item is whole. */
export type Hint =
  | {
      readonly kind: 'changed'
      readonly ref: ItemRef
      /** null: where it or what it is on is known to be. */
      readonly containerId: string | null
      readonly on: ItemRef | null
      readonly item?: Item
    }
  | { readonly kind: 'gone'; readonly ref: ItemRef; readonly containerId: string | null }
  /** Something has changed that the delivery does not name: pull. */
  | { readonly kind: 'pull'; readonly containerId: string | null }

/** Something that happened there, for triggers; its type begins with the connector's id, e.g. `github.pull_request.merged`. */
export interface ExternalEvent {
  readonly type: string
  /** The same however often it is delivered. */
  readonly id: string
  readonly occurredAt: string
  readonly containerId: string | null
  readonly data: Readonly<Record<string, unknown>>
}

export interface Delivery {
  /** The same for each repetition of the delivery. */
  readonly id: string
  /** Who caused it there, when the service says. */
  readonly actorId: string | null
  readonly hints: readonly Hint[]
  readonly events: readonly ExternalEvent[]
  /** Of services that have branches and pull requests. */
  readonly code?: readonly CodeHint[]
}

export interface Subscription {
  readonly id: string
  /** ISO 8601; null: it does not end by itself. */
  readonly expiresAt: string | null
}

export interface Webhooks {
  /** All types of events that it can tell, with a line for people. */
  readonly events: readonly { readonly type: string; readonly summary: string }[]
  /** Whether it comes from the service: constant time, over the raw body. `secret` is the connection's own. */
  verify(request: InboundRequest, secret: string, now: Date): boolean | Promise<boolean>
  /** What is sent to a connection over OAuth is signed with the secret of its OAuth client, which `verify` is given then as well. */
  readonly clientSigns?: boolean
  /** Where the service itself says with what it signs: of the credentials; null: they do not hold it. */
  readonly secretOf?: (credentials: Credentials) => string | null
  /** What it tells is read by an app of this platform, which answers people; not by the rounds that keep things in step. */
  readonly isApp?: boolean
  /** Where several accounts sign with the same secret: whether it is told of this one. What is not is answered, and kept by nobody. */
  isFor?(request: InboundRequest, account: { readonly id: string }): boolean
  /**
   * Of a service that makes the secret by itself, and sends it once before it signs with it: that secret; null: this is another request.
   * Its address has a key then, that nobody else gives one.
   */
  handshake?(request: InboundRequest): string | null
  /** What must be answered at once, e.g. a challenge; null: 202 without a body. */
  answer?(
    request: InboundRequest,
  ): { readonly status: number; readonly headers: Record<string, string>; readonly body: string } | null
  /** Only of verified requests. @throws ProviderError `malformed` */
  parse(request: InboundRequest): Delivery
  /** Makes the service send to the address; null: people have to, as `manual` says. Repeating it makes no second one. */
  subscribe:
    | null
    | ((
        session: Session,
        target: { readonly url: string; readonly secret: string; readonly containerId: string },
      ) => Promise<Subscription>)
  renew: null | ((session: Session, subscription: Subscription) => Promise<Subscription>)
  unsubscribe: null | ((session: Session, subscription: Subscription, containerId: string) => Promise<void>)
  /** In Markdown: what to set where, when it cannot be done for people. */
  readonly manual: string
}
