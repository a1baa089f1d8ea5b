import { sign as signGitHub } from '@octokit/webhooks-methods'
import { Webhook } from 'standardwebhooks'
import type { WebhookKind } from './verify.ts'

/** The headers that a sender of this kind adds to a body: for the CLI, the tour and tests. */
export async function signWebhook(delivery: {
  kind: WebhookKind
  secret: string
  rawBody: string
  /** Id of the delivery; a retry has the same. */
  id: string
  at?: Date
}): Promise<Record<string, string>> {
  const { kind, secret, rawBody, id, at = new Date() } = delivery
  if (kind === 'github') {
    return {
      'x-hub-signature-256': await signGitHub(secret, rawBody),
      'x-github-delivery': id,
    }
  }
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, rawBody),
  }
}
