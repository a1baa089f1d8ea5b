import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

/** Where outgoing webhooks may go. Whether it is a public address is seen when it is called. */
export const OutgoingUrl = z
  .url({ protocol: /^https?$/, error: 'an http or https address' })
  .max(2_000)
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'an address without user name and password; send a header')

/** An address of somebody else's to which events are sent. Its secrets and headers are stored encrypted and are no part of this. */
export const WebhookEndpoint = z
  .strictObject({
    id: z.uuid(),
    url: z.string(),
    description: z.string(),
    eventTypes: z
      .array(z.string())
      .meta({ description: 'the types of events that are sent; empty: all but those of the audit log' }),
    filter: z.string().nullable().meta({ description: 'a CEL condition over `event`; null: every event of the types' }),
    headerNames: z.array(z.string()).meta({ description: 'the headers of your own that are sent along' }),
    enabled: z.boolean(),
    disabledReason: z.string().nullable().meta({ description: 'why it was switched off, when nobody did it by hand' }),
    ownerId: z.uuid().meta({
      description: 'who made it or last said what is sent: with whose rights it is sent, and who is told when it fails',
    }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'WebhookEndpoint' })
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>
