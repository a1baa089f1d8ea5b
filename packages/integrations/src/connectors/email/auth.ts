import * as z from 'zod'
import type { AuthMethod } from '../../connector/connector.ts'

export const MailboxCredentials = z.strictObject({
  user: z.string().trim().min(1).max(300),
  password: z.string().min(1).max(2_000),
})

export const auth: readonly AuthMethod[] = [
  {
    kind: 'token',
    name: 'IMAP mailbox',
    help: 'A mailbox for this alone. Where the account has two factors, make an app password. Settings: `address`, `host`, and `authServer` or `trust`.',
    credentials: MailboxCredentials,
    secretFields: ['password'],
  },
  {
    kind: 'token',
    name: 'Webhook',
    help: 'A service for incoming mail (SendGrid, Mailgun, Postmark) or your mail server sends each message. Nothing is asked for: once connected, it says where to send and with which secret. Settings: `address`, and `authServer` or `trust`.',
    credentials: z.strictObject({}),
    secretFields: [],
  },
]
