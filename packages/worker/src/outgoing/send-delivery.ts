import {
  ConnectorError,
  type GuardPolicy,
  guardedFetch,
  type KeptConnections,
  signDelivery,
} from '@orchestrator/integrations/outgoing'
import { type Attempt, type ClaimedDelivery, callSecret, openHeaders, openSecrets } from '@orchestrator/store'
import { retryAfterMs } from '../activities/playbook-http.ts'
import { pauseAfter } from './retry-pauses.ts'

export interface SendOptions {
  readonly masterKey: string
  readonly policy: Partial<GuardPolicy>
  readonly timeoutMs: number
  readonly pauses?: readonly number[]
  /** A place that closes one while it is written to is asked again like any that does not answer. */
  readonly connections?: KeptConnections
}

/** What an attempt came to; `gone`: the receiver said that it takes nothing more, ever. */
export interface Sent {
  readonly attempt: Attempt
  readonly gone: boolean
}

/** Events that are longer are sent without what changed: a receiver that needs it asks the API. */
const mostBody = 262_144
const mostError = 500

/** Sends a delivery once. Never throws for what the receiver does; an aborted one throws. */
export async function sendDelivery(
  delivery: ClaimedDelivery,
  options: SendOptions,
  signal?: AbortSignal,
): Promise<Sent> {
  const startedAt = new Date()
  const began = performance.now()
  const end = (
    status: Attempt['status'],
    more: { httpStatus?: number; error?: string; nextAt?: string; url?: string } = {},
  ): Attempt => ({
    id: delivery.id,
    endpointId: delivery.endpoint?.id ?? null,
    n: delivery.attempts,
    startedAt: startedAt.toISOString(),
    latencyMs: Math.round(performance.now() - began),
    httpStatus: more.httpStatus ?? null,
    error: more.error?.slice(0, mostError) ?? null,
    url: more.url ?? delivery.endpoint?.url ?? delivery.url,
    status,
    nextAt: more.nextAt ?? null,
  })
  const again = (error: string, httpStatus?: number, wishMs?: number): Sent => {
    const pause = pauseAfter(delivery.sendStep, wishMs, options.pauses)
    const what = { error, ...(httpStatus !== undefined && { httpStatus }) }
    if (pause === null) return { attempt: end('dead', what), gone: false }
    return { attempt: end('failed', { ...what, nextAt: new Date(Date.now() + pause).toISOString() }), gone: false }
  }
  const dead = (error: string): Sent => ({ attempt: end('dead', { error }), gone: false })

  if (delivery.endpointId !== null && !delivery.endpoint) return dead('the endpoint was deleted')
  if (delivery.endpoint?.enabled === false) return dead('the endpoint is switched off')
  if (delivery.kind === 'event' && !delivery.event) return dead('the event is not in the log')
  try {
    const { url, method, headers, body } = requestOf(delivery, options.masterKey, startedAt)
    const { policy, timeoutMs, connections } = options
    const request = { url, method, headers, body, timeoutMs, policy, connections }
    const answer = await guardedFetch({ ...request, ...(signal && { signal }) })
    const { status } = answer
    if (status >= 200 && status < 300) return { attempt: end('delivered', { httpStatus: status, url }), gone: false }
    if (status === 410)
      return { attempt: end('dead', { httpStatus: 410, error: 'the receiver is gone (410)' }), gone: true }
    const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : ''
    return again(`the receiver answered ${status}${redirect}`, status, retryAfterMs(answer.headers['retry-after']))
  } catch (error) {
    if (signal?.aborted) throw error
    // What is wrong with us (a secret that does not open) is not the receiver's fault, and may be mended.
    if (!(error instanceof ConnectorError)) return again(error instanceof Error ? error.message : String(error))
    return error.kind === 'permanent' ? dead(error.message) : again(error.message)
  }
}

function requestOf(delivery: ClaimedDelivery, masterKey: string, at: Date) {
  const { endpoint, workspaceId, id, method, event, sendHeaders } = delivery
  const place = { masterKey, workspaceId, id: endpoint?.id ?? '' }
  const body = event ? eventBody(event) : delivery.sendBody
  const secrets = endpoint
    ? openSecrets(place, endpoint.sealedSecrets).map(({ secret }) => secret)
    : [callSecret(masterKey, workspaceId)]
  const headers = {
    ...(event && { 'content-type': 'application/json' }),
    ...sendHeaders,
    ...(endpoint && openHeaders(place, endpoint.sealedHeaders)),
    'user-agent': 'Orchestrator',
    ...signDelivery({ id, at, rawBody: body, secrets }),
  }
  return { url: endpoint?.url ?? delivery.url, method, headers, body: method === 'GET' ? null : body }
}

/** As the specification of Standard Webhooks wants it: what happened, when, and all of it. */
function eventBody(event: NonNullable<ClaimedDelivery['event']>): string {
  const { type, occurredAt: timestamp } = event
  const body = JSON.stringify({ type, timestamp, data: event })
  if (Buffer.byteLength(body) <= mostBody) return body
  const { id, workspaceId, seq, subject, projectId, actor } = event
  const data = { id, workspaceId, seq, type, occurredAt: timestamp, subject, projectId, actor, truncated: true }
  return JSON.stringify({ type, timestamp, data })
}
