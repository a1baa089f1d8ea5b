import type { DeliveryCreateInput } from '../generated/commands.ts'
import type { Delivery, DeliveryKind, DeliveryStatus, WebhookEndpoint } from '../generated/entities.ts'
import type { Timestamp } from '../json.ts'
import type { PageOptions } from '../run/resources.ts'
import type { RequestOptions } from './request.ts'
import type { Readable } from './resource-types.ts'

export interface WebhookEndpointFilter extends PageOptions {
  readonly enabled?: boolean
  readonly sort?: 'createdAt' | '-createdAt'
}

/** Where events are sent. */
export interface WebhookEndpointInput {
  readonly url: string
  readonly description?: string
  /** Default: all but those of the audit log. */
  readonly eventTypes?: readonly string[]
  /** A CEL condition over `event`. */
  readonly filter?: string | null
  /** Sent with every delivery; stored encrypted and never shown. */
  readonly headers?: Readonly<Record<string, string>>
  readonly enabled?: boolean
}

export interface WebhookEndpointChanges extends Partial<WebhookEndpointInput> {
  readonly baseVersion?: number
}

/** An endpoint with its secret, which is shown this once. */
export interface NewWebhookEndpoint extends WebhookEndpoint {
  readonly secret: string
}

export interface RotatedSecret {
  readonly secret: string
  /** Until then deliveries carry a signature by the old one, too. */
  readonly oldUntil: Timestamp
}

/** Addresses of other services to which events are sent. */
export interface WebhookEndpoints extends Readable<WebhookEndpoint, WebhookEndpointFilter> {
  /** The answer has the secret, which is shown this once; a repeat with the same idempotency key is refused. */
  create(input: WebhookEndpointInput, options?: RequestOptions): Promise<NewWebhookEndpoint>
  /** Headers that are given replace all that were there. */
  update(id: string, changes: WebhookEndpointChanges, options?: RequestOptions): Promise<WebhookEndpoint>
  delete(id: string, options?: RequestOptions): Promise<void>
  /** Makes a new secret; for `overlapHours` (default 24) the old one signs as well. */
  rotateSecret(id: string, overlapHours?: number, options?: RequestOptions): Promise<RotatedSecret>
  /** Sends a test message. */
  ping(id: string, options?: RequestOptions): Promise<Delivery>
}

/** Which deliveries, newest first; what is left out does not matter. */
export interface DeliveryFilter extends PageOptions {
  readonly status?: DeliveryStatus | readonly DeliveryStatus[]
  readonly endpointId?: string
  readonly kind?: DeliveryKind
  readonly eventType?: string
  readonly sort?: 'createdAt' | '-createdAt'
}

export interface DeliveryAttempt {
  readonly n: number
  readonly startedAt: Timestamp
  readonly latencyMs: number
  /** HTTP status of the answer; null: there was none. */
  readonly status: number | null
  readonly error: string | null
}

export interface DeliveryDetail extends Delivery {
  /** The newest first. */
  readonly attemptLog: readonly DeliveryAttempt[]
}

/** Which deliveries are to be sent again. */
export interface Redelivery {
  /** Made at or after this instant. */
  readonly since: Timestamp
  readonly endpointId?: string
  /** Default: dead and failed. */
  readonly status?: readonly Exclude<DeliveryStatus, 'delivering'>[]
}

/** What was sent to other services. */
export interface Deliveries extends Omit<Readable<Delivery, DeliveryFilter>, 'get'> {
  /** With its attempts. */
  get(id: string, options?: Pick<RequestOptions, 'signal'>): Promise<DeliveryDetail>
  /** Sends a message of one's own, signed and repeated until it is taken. */
  create(input: DeliveryCreateInput, options?: RequestOptions): Promise<Delivery>
  /** Sends it again, under the same `webhook-id`. */
  redeliver(id: string, options?: RequestOptions): Promise<Delivery>
  /** Sends all again that failed since a time. */
  redeliverAll(input: Redelivery, options?: RequestOptions): Promise<{ readonly count: number; readonly more: boolean }>
}
