import * as z from 'zod'
import { StoredTimestamp, TimeZone } from '../time.ts'

/**
 * What members are told of by themselves; `message`: what an automation or a person sent them. `work_digest` is e-mail alone: what waits
 * for them, is due and has changed, at the time of their digests.
 */
export const NotificationKind = z.enum([
  'assigned',
  'mentioned',
  'commented',
  'approval_requested',
  'patch_proposed',
  'patch_decided',
  'run_failed',
  'automation_throttled',
  'schedule_missed',
  'endpoint_failing',
  'connection_trouble',
  'sync_conflict',
  'model_budget',
  'message',
  'work_digest',
])
export type NotificationKind = z.infer<typeof NotificationKind>

/** One line in a member's inbox. */
export const Notification = z
  .strictObject({
    id: z.uuid(),
    memberId: z.uuid().meta({ description: 'whose inbox it is in' }),
    kind: NotificationKind,
    title: z.string(),
    body: z.string().meta({ description: 'Markdown' }),
    about: z.strictObject({ type: z.string(), id: z.uuid() }).nullable().meta({ description: 'what it is about' }),
    link: z.string().nullable().meta({ description: 'an address to go on from' }),
    projectId: z.uuid().nullable(),
    actorId: z.uuid().nullable().meta({ description: 'the member who did it, or for whom it was done' }),
    eventSeq: z.int().positive().nullable().meta({ description: 'the event that it tells of' }),
    readAt: StoredTimestamp.nullable(),
    createdAt: StoredTimestamp,
  })
  .meta({ id: 'Notification' })
export type Notification = z.infer<typeof Notification>

export const EmailMode = z.enum(['immediately', 'daily', 'weekly', 'off'])
export type EmailMode = z.infer<typeof EmailMode>

export const NotificationChannels = z
  .strictObject({
    inbox: z.boolean().meta({ description: 'false: it is there, but read already' }),
    email: EmailMode.meta({ description: 'at once, in a digest, or not at all' }),
    slack: z.boolean().optional().meta({
      description:
        'a direct message in Slack, where a workspace of it is connected; left out it stays as it is, and is off at first',
    }),
  })
  .meta({ id: 'NotificationChannels' })
export type NotificationChannels = z.infer<typeof NotificationChannels>

/** How a member wants to be told. Kinds that are not named are as they are for everybody. */
export const NotificationPreferences = z
  .strictObject({
    id: z.uuid().meta({ description: 'of the member' }),
    kinds: z.partialRecord(NotificationKind, NotificationChannels),
    timeZone: TimeZone.nullable().meta({ description: 'null: the workspace’s' }),
    digestHour: z.int().min(0).max(23),
    digestWeekday: z.int().min(1).max(7).meta({ description: 'of the weekly digest; 1 is Monday' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'NotificationPreferences' })
export type NotificationPreferences = z.infer<typeof NotificationPreferences>

/** How everybody is told who has not said otherwise. */
export const defaultChannels: Readonly<Record<NotificationKind, NotificationChannels>> = {
  assigned: { inbox: true, email: 'immediately' },
  mentioned: { inbox: true, email: 'immediately' },
  commented: { inbox: true, email: 'daily' },
  approval_requested: { inbox: true, email: 'immediately' },
  patch_proposed: { inbox: true, email: 'daily' },
  patch_decided: { inbox: true, email: 'off' },
  run_failed: { inbox: true, email: 'daily' },
  automation_throttled: { inbox: true, email: 'daily' },
  schedule_missed: { inbox: true, email: 'immediately' },
  endpoint_failing: { inbox: true, email: 'immediately' },
  connection_trouble: { inbox: true, email: 'immediately' },
  sync_conflict: { inbox: true, email: 'daily' },
  model_budget: { inbox: true, email: 'immediately' },
  message: { inbox: true, email: 'immediately' },
  work_digest: { inbox: false, email: 'weekly' },
}

export const channelsOf = (
  preferences: Pick<NotificationPreferences, 'kinds'> | null | undefined,
  kind: NotificationKind,
): NotificationChannels => preferences?.kinds[kind] ?? defaultChannels[kind]
