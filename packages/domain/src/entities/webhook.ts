import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

export const WebhookPath = z
  .string()
  .regex(/^[a-z0-9]+(?:[-/][a-z0-9]+)*$/, 'kebab-case, e.g. github-issues')
  .max(120)
export const WebhookVerification = z.enum(['github', 'standard', 'hmac', 'none'])

const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/, 'the name of a header, e.g. X-Signature')
  .transform((name) => name.toLowerCase())

/** A signature that is a plain HMAC of what was sent. */
export const WebhookHmac = z
  .strictObject({
    header: HeaderName.meta({ description: 'in which the signature comes' }),
    algorithm: z.enum(['sha256', 'sha1', 'sha512']).default('sha256'),
    encoding: z.enum(['hex', 'base64']).default('hex'),
    prefix: z.string().max(40).default('').meta({ description: 'before the signature, e.g. `sha256=` or `v0=`' }),
    timestamp: z
      .strictObject({
        header: HeaderName.meta({ description: 'the time of sending, in seconds since 1970' }),
        toleranceSeconds: z.int().min(1).max(86_400).default(300),
      })
      .optional()
      .meta({ description: 'without it somebody who recorded a delivery can send it again' }),
    signed: z
      .string()
      .max(200)
      .refine((text) => text.includes('{body}'), 'a text with {body}')
      .optional()
      .meta({ description: 'what is signed; default `{body}`, with a timestamp `{timestamp}.{body}`' }),
  })
  .refine(({ timestamp, signed }) => !timestamp || signed === undefined || signed.includes('{timestamp}'), {
    error: 'a text with {timestamp}, or the time could be changed',
    path: ['signed'],
  })
  .meta({ id: 'WebhookHmac' })
export type WebhookHmac = z.infer<typeof WebhookHmac>

/** An address at which a workspace takes webhooks. Its secret is stored encrypted and is no part of this. */
export const Webhook = z
  .strictObject({
    id: z.uuid(),
    path: WebhookPath,
    verify: WebhookVerification,
    hmac: WebhookHmac.nullable().meta({ description: 'how `hmac` is verified; null for the other ways' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof Webhook>
