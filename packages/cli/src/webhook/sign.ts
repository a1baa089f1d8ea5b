import { createHmac, randomUUID } from 'node:crypto'

/** How a webhook checks who calls, as the API tells it. */
export type Verification = 'github' | 'standard' | 'none'

/** The headers that the provider would send with this body, signed with the webhook's secret. */
export function signatureHeaders(verification: Verification, secret: string, body: Uint8Array): Record<string, string> {
  if (verification === 'github') {
    return {
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    }
  }
  if (verification === 'standard') {
    const id = `msg_${randomUUID()}`
    const timestamp = Math.floor(Date.now() / 1000)
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` }
  }
  return {}
}
