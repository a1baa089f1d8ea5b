import { verify as verifyGitHub } from '@octokit/webhooks-methods'
import { Webhook } from 'standardwebhooks'
import { headerOf, type WebhookHeaders } from './headers.ts'

export type { WebhookHeaders } from './headers.ts'

/** github: `X-Hub-Signature-256`. standard: the headers of standardwebhooks.com, refused after five minutes. */
export type WebhookKind = 'github' | 'standard'

export interface WebhookDelivery {
  readonly kind: WebhookKind
  readonly secret: string
  readonly headers: WebhookHeaders
  /** The body exactly as it came: parsing and printing it again would change it. */
  readonly rawBody: string | Uint8Array
}

/** Whether a delivery was signed with the secret. Compares in constant time; a delivery without a signature is simply not valid. */
export async function verifyWebhook(delivery: WebhookDelivery): Promise<boolean> {
  const { kind, secret, headers } = delivery
  const body = textOf(delivery.rawBody)
  if (secret === '' || body === undefined || body === '') return false
  if (kind === 'github') {
    const signature = headerOf(headers, 'x-hub-signature-256')
    return !signature ? false : await verifyGitHub(secret, body, signature)
  }
  const signed = {
    'webhook-id': headerOf(headers, 'webhook-id') ?? '',
    'webhook-timestamp': headerOf(headers, 'webhook-timestamp') ?? '',
    'webhook-signature': headerOf(headers, 'webhook-signature') ?? '',
  }
  // The library reads a timestamp as far as it is a number; the signature covers the text, so only plain digits may pass.
  if (!/^\d{1,12}$/.test(signed['webhook-timestamp'])) return false
  try {
    new Webhook(secret).verify(body, signed, { jsonParse: false })
    return true
  } catch {
    return false
  }
}

/** Text that is not UTF-8 cannot have been signed as text: undefined, not a repaired string. */
function textOf(body: string | Uint8Array): string | undefined {
  if (typeof body === 'string') return body
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return undefined
  }
}
