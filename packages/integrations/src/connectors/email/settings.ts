import * as z from 'zod'

const hostname = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i

/** Of the 64 that an address may have before its @. */
const mostLocal = 18

export const EmailSettings = z
  .strictObject({
    address: z
      .email()
      .max(120)
      .transform((text) => text.toLowerCase())
      .meta({ description: 'where messages come in, e.g. `tasks@example.com`' }),
    catchAll: z.boolean().default(false).meta({
      description: 'all addresses of its domain come in here: `bugs@…` instead of `tasks+bugs@…`',
    }),
    host: z
      .string()
      .trim()
      .regex(hostname, 'the name of a mail server, e.g. imap.example.com')
      .nullable()
      .default(null)
      .meta({
        description: 'of the IMAP server; left out, messages are sent to the webhook',
      }),
    port: z.coerce.number().int().min(1).max(65_535).default(993),
    security: z.enum(['tls', 'starttls', 'none']).default('tls').meta({
      description: 'none: only to a server that the operator allows in ORCHESTRATOR_HTTP_ALLOW_HOSTS',
    }),
    mailbox: z.string().min(1).max(200).default('INBOX'),
    trust: z.enum(['authenticated', 'from']).default('authenticated').meta({
      description:
        'authenticated: who sent it is who your mail server says has passed DMARC, DKIM or SPF. from: who it says',
    }),
    authServer: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z0-9._-]{1,200}$/)
      .nullable()
      .default(null)
      .meta({
        description: 'the name with which your mail server begins `Authentication-Results`, e.g. `mx.google.com`',
      }),
    allowStrangers: z.boolean().default(false).meta({
      description: 'who is no member makes tasks too, as the connection’s owner',
    }),
  })
  .refine(({ address, catchAll }) => catchAll || address.indexOf('@') <= mostLocal, {
    path: ['address'],
    error: `at most ${mostLocal} signs before the @: addresses to answer to have 45 more`,
  })
  .refine(({ trust, authServer }) => trust === 'from' || authServer !== null, {
    path: ['authServer'],
    error:
      'the name with which your mail server begins Authentication-Results; or trust: from, if nobody else can send to the address',
  })
export type EmailSettings = z.infer<typeof EmailSettings>
