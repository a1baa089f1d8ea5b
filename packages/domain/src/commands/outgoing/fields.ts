import * as z from 'zod'
import { conditionLimits } from '../../conditions/index.ts'
import { EventName } from '../../events/event-name.ts'

/** Made by the part that has the key; see the store. */
export const Sealed = z.string().min(1).max(100_000).meta({ description: 'encrypted' })

export const EventTypes = z
  .array(EventName)
  .max(100)
  .transform((types) => [...new Set(types)])

export const Filter = z.string().trim().min(1).max(conditionLimits.sourceLength).nullable()

/** Names that would change what a request is, or pretend to be ours. */
const reserved =
  /^(webhook-.*|host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|content-type|user-agent)$/

export const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'a header name')
  .transform((name) => name.toLowerCase())
  .refine((name) => !reserved.test(name), 'a header that is not one of the delivery’s own')

const HeaderValue = z
  .string()
  .max(4_000)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'text on one line')

/** Headers of one's own. */
export const DeliveryHeaders = z
  .record(HeaderName, HeaderValue)
  .refine((headers) => Object.keys(headers).length <= 20, 'at most 20 headers')
