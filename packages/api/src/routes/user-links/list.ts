import { Id } from '@orchestrator/domain'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { userLinks } from './resource.ts'

export const listUserLinks = listRoute(userLinks, {
  operationId: 'listUserLinks',
  summary: 'List which members people of connected services are',
  filters: { connectionId: Id.optional(), memberId: Id.optional() },
  sorts: byCreation,
  where: ({ connectionId, memberId }) => equals(['connection_id', connectionId], ['member_id', memberId]),
})
