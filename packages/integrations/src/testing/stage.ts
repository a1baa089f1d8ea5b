import type { Connector, Credentials, Session } from '../connector/connector.ts'
import type { FieldValue, Item, ItemRef } from '../connector/item.ts'
import type { InboundRequest } from '../connector/webhooks.ts'
import type { Fault, FaultProxy } from './fault-proxy.ts'

/** What the suite needs of a connector's test: a service with one empty container, and a way past the connector to look at it. */
export interface Stage {
  readonly connector: Connector
  /** Between the connector and the service. */
  readonly proxy: FaultProxy
  readonly containerId: string
  /** Good ones. Their secrets must not be found in any error. */
  readonly credentials: Credentials
  /** What the service refuses with 401. */
  readonly revoked: Credentials
  /** A session through the proxy. */
  open(credentials?: Credentials): Session
  /** Past the connector, as another person. */
  readonly provider: {
    create(title: string, body: string): Promise<ItemRef>
    edit(ref: ItemRef, change: { readonly title?: string; readonly body?: string }): Promise<void>
    /** false: the service cannot. */
    remove(ref: ItemRef): Promise<boolean>
    /** How many items of the task type there are with this title. */
    count(title: string): Promise<number>
  }
  /** The item type that is a task, and which of its fields are which. */
  readonly task: {
    readonly type: string
    readonly title: string
    readonly body: string
    /** null: it has none. */
    readonly labels: string | null
    /** The field with its links; absent: it has none that both sides know. */
    readonly links?: string
    /** What the service makes of a text that it was given, where it does not keep it as it is. */
    readonly normalise?: (field: string, value: FieldValue) => FieldValue
    /** Texts that its Markdown keeps; by default any. */
    readonly bodies?: readonly string[]
  }
  /** The item type that is a comment; null: it has none. */
  readonly comment: { readonly type: string; readonly body: string } | null
  /** An item, or a container, that these credentials may not see; null: the service cannot tell that from gone. */
  readonly outOfReach: { readonly ref: ItemRef; readonly containerId: string } | null
  /** How the service says that it was asked too much, and how long that is to wait. */
  readonly rateLimits: readonly { readonly name: string; readonly fault: Fault; readonly retryAfterMs: number }[]
  /** A signed delivery; null: the service has no webhooks. */
  readonly delivery: {
    readonly request: InboundRequest
    readonly secret: string
    /** The header with the signature. */
    readonly signature: string
  } | null
  /** As the service can hardly tell changes apart: all of them get the same time. Until the next call. */
  freezeClock?(frozen: boolean): void
  /** As the service's list is behind: it does not tell of this item until it is let go. */
  hold?(ref: ItemRef, held: boolean): void
  close(): Promise<void>
}

export type Fields = Item['fields']
