import { Notification } from '@orchestrator/domain'
import type { Condition } from '@orchestrator/store'
import type { Resource } from '../../http/entity/index.ts'
import type { Call } from '../../http/route.ts'

export const notifications: Resource = {
  path: '/v1/notifications',
  tag: 'Notifications',
  kind: 'notification',
  schema: Notification,
  noun: 'notification',
}

/** Everybody sees their own inbox and no other. */
export const own = ({ identity }: Pick<Call, 'identity'>): Condition => ({
  sql: 't.member_id = ?::uuid',
  values: [identity.principal.actor.memberId],
})

export const unread: Condition = { sql: 't.read_at is null', values: [] }
