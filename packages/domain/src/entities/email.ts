import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

export const EmailStatus = z.enum(['pending', 'sending', 'sent', 'failed', 'dropped'])
export type EmailStatus = z.infer<typeof EmailStatus>

/** One e-mail to a member: of a notification, or a digest of several. What it says is in their inbox. */
export const Email = z
  .strictObject({
    id: z.uuid().meta({ description: 'its Message-ID begins with it' }),
    memberId: z.uuid(),
    digest: z.boolean(),
    status: EmailStatus.meta({
      description: '`pending` is sent at `nextAt`; `failed` was given up; `dropped` was not wanted any more',
    }),
    attempts: z.int().nonnegative(),
    nextAt: StoredTimestamp.nullable().meta({ description: 'when it is tried next' }),
    lastError: z.string().nullable().meta({ description: 'in words' }),
    unsure: z.boolean().meta({
      description: 'an attempt ended without an answer of the mail server: it may have come twice',
    }),
    sentAt: StoredTimestamp.nullable(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Email' })
export type Email = z.infer<typeof Email>
