import type { Session, Settings } from './connector.ts'
import type { InboundRequest } from './webhooks.ts'

/** What a service brings that is a message of a person: it becomes something here once, and is not kept in step. */
export interface Inbox {
  /** How often it is looked for messages; null: they are only sent. */
  readonly everyMs: (settings: Settings) => number | null
  /** What came since the cursor, the oldest first; each is kept as a delivery. Without a cursor: what comes from now on. */
  readonly collect: (session: Session, cursor: unknown) => Promise<Collected>
  /** Marks there what is kept here by now. Repeating it does no harm. @returns the cursor to go on with */
  readonly kept: (session: Session, cursor: unknown) => Promise<unknown>
  /** Reads a delivery. @throws ProviderError `malformed` */
  readonly read: (request: InboundRequest, settings: Settings) => Promise<InboundMessage>
}

export interface Collected {
  readonly deliveries: readonly (InboundRequest & { readonly deliveryId: string })[]
  readonly cursor: unknown
  readonly more: boolean
}

export interface InboundMessage {
  /** The same wherever and however often it comes. */
  readonly id: string
  /** null where it does not say. */
  readonly sentAt: string | null
  readonly from: { readonly name: string; readonly address: string } | null
  /** Whether who sent it is who it says. */
  readonly verified: boolean
  /** Why nobody reads it: a program wrote it. null: a person did. */
  readonly automatic: string | null
  /** Under which of our addresses it came: containers. */
  readonly containers: readonly string[]
  /** What stands in an address to which an answer of ours asked to reply. */
  readonly replyTokens: readonly string[]
  /** Messages that it answers, the last one first. */
  readonly answers: readonly string[]
  readonly subject: string
  /** Markdown, all of it. */
  readonly text: string
  /** Only what was written new: no quotes, no signature. */
  readonly reply: string
  readonly attachments: readonly string[]
}
