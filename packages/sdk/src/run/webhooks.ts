import type { DeliveryMethod } from '../generated/entities.ts'

/** What is sent: nothing, JSON, or text as it is. */
export interface WebhookMessage {
  /** Default POST. */
  readonly method?: DeliveryMethod
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is, as `text/plain` unless `contentType` says otherwise. */
  readonly text?: string
  readonly contentType?: string
}

/** Messages to other services. */
export interface Webhooks {
  /**
   * Sends a message and does not wait for its answer: it is repeated for days until it is taken. Use `http` for an answer.
   *
   * @param to an address, or an endpoint of the workspace, with whose secrets it is signed
   *
   * @example
   * ```ts
   * await webhooks.call('https://erp.example.com/tasks', { json: { id: event.task.id } })
   * ```
   */
  call(to: string | { readonly endpointId: string }, message?: WebhookMessage): Promise<{ readonly id: string }>
}
