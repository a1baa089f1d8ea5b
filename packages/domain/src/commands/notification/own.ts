import * as z from 'zod'
import { NotificationChannels, NotificationKind, type NotificationPreferences } from '../../entities/notification.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { TimeZone } from '../../time.ts'
import { defineCommand } from '../definition.ts'

/** Makes no event: what a member has read is nobody else's business. */
export const markNotification = defineCommand({
  type: 'notification.mark',
  summary: 'Mark a notification of your own as read or unread',
  data: z.strictObject({ id: Id, read: z.boolean() }),
  needs: ({ id }) => [{ kind: 'notification', ids: [id], write: true }],
  decide({ id, read }, context) {
    const notification = context.get('notification', id, 'id')
    context.allow('inbox.manage')
    // To others it is not there.
    if (notification.memberId !== context.actor.memberId)
      throw new AppError('not_found', `there is no notification ${id}`, {
        fields: [{ path: 'id', expected: 'a notification of your own', code: 'not_found' }],
      })
    context.update('notification', id, { readAt: read ? (notification.readAt ?? context.now) : null })
    return { kind: 'notification', id, version: 1 }
  },
})

/** Makes no event, for the same reason. */
export const setNotificationPreferences = defineCommand({
  type: 'notification_preferences.set',
  summary: 'Say how you want to be told, of what, and when',
  data: z.strictObject({
    memberId: Id.meta({ description: 'yourself' }),
    kinds: z.partialRecord(NotificationKind, NotificationChannels).optional(),
    timeZone: TimeZone.nullable().optional(),
    digestHour: z.int().min(0).max(23).optional(),
    digestWeekday: z.int().min(1).max(7).optional(),
  }),
  needs: ({ memberId }) => [{ kind: 'notification_preferences', ids: [memberId], write: true }],
  decide({ memberId, kinds, ...rest }, context) {
    context.allow('inbox.manage')
    if (memberId !== context.actor.memberId)
      throw new AppError('forbidden', 'everybody says for themselves how they are told')
    if (kinds?.work_digest?.email === 'immediately')
      throw new AppError('invalid_input', 'a digest has a time', {
        fields: [{ path: 'kinds.work_digest.email', expected: 'daily, weekly or off', code: 'invalid' }],
      })
    const known = context.find('notification_preferences', memberId)
    if (known)
      context.update('notification_preferences', memberId, {
        ...rest,
        ...(kinds && { kinds: { ...known.kinds, ...keepSlack(known.kinds, kinds) } }),
      } as never)
    else
      context.insert('notification_preferences', {
        ...{ id: memberId, timeZone: rest.timeZone ?? null, kinds: kinds ?? {} },
        ...{ digestHour: rest.digestHour ?? 8, digestWeekday: rest.digestWeekday ?? 1 },
        ...{ version: 1, createdAt: context.now, updatedAt: context.now },
      })
    return {
      kind: 'notification_preferences',
      id: memberId,
      version: context.get('notification_preferences', memberId).version,
    }
  },
})

type Kinds = NotificationPreferences['kinds']

/** Who says how they are told elsewhere says nothing of Slack. */
const keepSlack = (known: Kinds, kinds: Kinds): Kinds =>
  Object.fromEntries(
    Object.entries(kinds).map(([kind, channels]) => {
      const slack = channels.slack ?? known[kind as NotificationKind]?.slack
      return [kind, { ...channels, ...(slack !== undefined && { slack }) }]
    }),
  )
