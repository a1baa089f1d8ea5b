import { createHash, timingSafeEqual } from 'node:crypto'
import type { InboundRequest, Webhooks } from '../../connector/webhooks.ts'
import { headerOf } from '../../webhooks/headers.ts'
import { messageIdOf } from './message-id.ts'
import { rawOf } from './raw.ts'

/** Services for incoming mail sign nothing with a secret of ours; all of them take a password in the address. */
function verify({ headers }: InboundRequest, secret: string): boolean {
  if (secret === '') return false
  const given = headerOf(headers, 'authorization') ?? ''
  const [, scheme, word = ''] = /^(basic|bearer)\s+(\S+)\s*$/i.exec(given) ?? []
  if (scheme === undefined) return false
  const password =
    scheme.toLowerCase() === 'bearer'
      ? word
      : Buffer.from(word, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
  return timingSafeEqual(digest(password), digest(secret))
}

const digest = (text: string) => createHash('sha256').update(text).digest()

export const webhooks: Webhooks = {
  events: [{ type: 'email.received', summary: 'a message of a person came in' }],
  verify,
  parse(request) {
    const { mime, recipients } = rawOf(request)
    // One message to two of our addresses may come once for each.
    const id = [messageIdOf(mime), ...recipients.map((one) => one.toLowerCase()).sort()].join(' ')
    return { id, actorId: null, hints: [], events: [] }
  },
  subscribe: null,
  renew: null,
  unsubscribe: null,
  manual: [
    'Have whole messages sent to the address shown here, with the secret shown here as the password of HTTP Basic authentication. The secret has',
    'signs that an address does not take: write `+` as `%2B`, `/` as `%2F` and `=` as `%3D`, e.g. `https://mail:<secret>@…/v1/integrations/…/webhook`.',
    '',
    '- **SendGrid**, Inbound Parse: this address, and tick *POST the raw, full MIME message*.',
    '- **Mailgun**, Routes: `forward("…")`; for whole messages the address has to end in `mime`, so add `?as=mime`.',
    '- **Postmark**, inbound stream: this address, and tick *Include raw email content in JSON payload*.',
    '',
    'None of these three says at the top of the message who sent it: with them `trust` has to be `from`, or `allowStrangers` be set.',
    '',
    '- **Your own mail server**: `curl --data-binary @- -H "content-type: message/rfc822" -H "authorization: Bearer <secret>" <address>`, as a pipe.',
  ].join('\n'),
}
