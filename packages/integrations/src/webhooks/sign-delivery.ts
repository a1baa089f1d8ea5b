import { Webhook } from 'standardwebhooks'

/** The headers of an outgoing delivery. While secrets change over, it carries a signature by each: a receiver needs but one. */
export function signDelivery(delivery: {
  /** The same on each attempt. */
  id: string
  at: Date
  rawBody: string
  secrets: readonly string[]
}): Record<string, string> {
  const { id, at, rawBody, secrets } = delivery
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, rawBody)).join(' '),
  }
}
