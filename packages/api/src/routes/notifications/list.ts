import { NotificationKind } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, listOf, listRoute } from '../../http/entity/index.ts'
import { notifications, own, unread } from './resource.ts'

const newest = byCreation['-createdAt'] as NonNullable<(typeof byCreation)[string]>

export const listNotifications = listRoute(notifications, {
  operationId: 'listNotifications',
  summary: 'List your inbox, newest first',
  filters: {
    unread: z.enum(['true', 'false']).optional().meta({ description: 'true: only what you have not read' }),
    kind: listOf(NotificationKind, 'assigned,mentioned'),
  },
  sorts: { '-createdAt': newest },
  where: (query, call) => [
    own(call),
    ...(query.unread === 'true' ? [unread] : []),
    ...(query.kind ? [{ sql: 't.kind = any(?::text[])', values: [query.kind] }] : []),
  ],
})
