import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookHmac } from '@orchestrator/domain'
import { headerOf, type WebhookHeaders } from './headers.ts'

/** What is signed, with the time in its place. The body goes in as bytes: text that is not UTF-8 is signed as it is. */
function signedBytes(hmac: WebhookHmac, time: string, body: Uint8Array): Buffer {
  const form = hmac.signed ?? (hmac.timestamp ? '{timestamp}.{body}' : '{body}')
  const parts = form.replaceAll('{timestamp}', time).split('{body}')
  return Buffer.concat(parts.flatMap((part, n) => (n === 0 ? [Buffer.from(part)] : [body, Buffer.from(part)])))
}

const mac = (hmac: WebhookHmac, secret: string, time: string, body: Uint8Array): Buffer =>
  createHmac(hmac.algorithm, secret)
    .update(signedBytes(hmac, time, body))
    .digest()

/** Whether a delivery carries the HMAC of what it says, and was sent a moment ago if it says when. Compares in constant time. */
export function verifyHmac(
  hmac: WebhookHmac,
  {
    secret,
    headers,
    body,
    now = Date.now(),
  }: { secret: string; headers: WebhookHeaders; body: Uint8Array; now?: number },
): boolean {
  const given = headerOf(headers, hmac.header)
  if (given === undefined || !given.startsWith(hmac.prefix)) return false
  const time = hmac.timestamp ? (headerOf(headers, hmac.timestamp.header) ?? '') : ''
  if (hmac.timestamp) {
    // The signature covers the text, so only plain digits may pass.
    if (!/^\d{1,12}$/.test(time)) return false
    if (Math.abs(now / 1_000 - Number(time)) > hmac.timestamp.toleranceSeconds) return false
  }
  const text = given.slice(hmac.prefix.length)
  const signature = Buffer.from(hmac.encoding === 'hex' ? text.toLowerCase() : text)
  const expected = Buffer.from(mac(hmac, secret, time, body).toString(hmac.encoding))
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}

/** The headers that a sender adds: for the CLI, the tour and tests. */
export function signHmac(
  hmac: WebhookHmac,
  { secret, body, at = new Date() }: { secret: string; body: Uint8Array; at?: Date },
): Record<string, string> {
  const time = String(Math.floor(at.getTime() / 1_000))
  const signature = mac(hmac, secret, time, body).toString(hmac.encoding)
  return {
    [hmac.header]: `${hmac.prefix}${signature}`,
    ...(hmac.timestamp && { [hmac.timestamp.header]: time }),
  }
}
