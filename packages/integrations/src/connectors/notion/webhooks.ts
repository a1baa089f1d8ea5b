import { WebhookHmac } from '@orchestrator/domain'
import * as z from 'zod'
import type { InboundRequest, Webhooks } from '../../connector/webhooks.ts'
import { verifyHmac } from '../../webhooks/hmac.ts'
import { events, parseDelivery, parsed } from './parse-delivery.ts'

const signature = WebhookHmac.parse({ header: 'X-Notion-Signature', prefix: 'sha256=' })

/** What Notion sends before all else: the token with which it signs from then on, and which a person shows it back. */
const Handshake = z.strictObject({ verification_token: z.string().min(10).max(500) })

export const webhooks: Webhooks = {
  events,
  verify: ({ headers, body }: InboundRequest, secret) =>
    secret !== '' && verifyHmac(signature, { secret, headers, body }),
  handshake: ({ body }) => Handshake.safeParse(parsed(body)).data?.verification_token ?? null,
  parse: parseDelivery,
  subscribe: null,
  renew: null,
  unsubscribe: null,
  manual: [
    'Notion lets only people set up webhooks, once for a connection:',
    '',
    '1. Open your connection at <https://www.notion.so/profile/integrations>, its tab **Webhooks**, and **Create a subscription**.',
    '2. **URL**: the address shown here, whole. **Events**: all of pages, comments and data sources. Notion then sends a token to the address.',
    '3. Look here again: the secret is that token now. Paste it in Notion under **Verify subscription**.',
    '',
    'For another subscription take the address as it is shown then. Without a webhook changes of pages come with the next look, every minute or so, and comments within some of them.',
  ].join('\n'),
}
