import * as z from 'zod'

/** Headers that a write understands. */
export const idempotencyHeaders = {
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'any text of your own: the same request with the same key has one effect' }),
}

export const ifMatchHeader = {
  'If-Match': z
    .string()
    .regex(/^(?:\*|(?:W\/)?"[1-9]\d{0,8}")$/)
    .optional()
    .meta({ description: 'the ETag that you saw, e.g. `"3"`; the same as `baseVersion`' }),
}

const text = (description: string) => ({ description, schema: { type: 'string' } })

/** Headers of every answer to a caller with a key. */
export const commonHeaders = {
  'X-Request-Id': text('names the request in the log'),
  'RateLimit-Limit': text('requests that the key has a second'),
  'RateLimit-Remaining': text('how many of them are left'),
  'RateLimit-Reset': text('seconds until the count begins anew'),
}
