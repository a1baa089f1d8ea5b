import { randomBytes } from 'node:crypto'

/** A new secret that both kinds take: 256 random bits in the notation of Standard Webhooks. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`
