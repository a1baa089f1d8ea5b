import { Email, EmailStatus, Id } from '@orchestrator/domain'
import { byCreation, equals, listOf, listRoute, type Resource } from '../../http/entity/index.ts'
import { mayInWorkspace } from '../../middleware/authenticate.ts'

const emails: Resource = { path: '/v1/emails', tag: 'Notifications', kind: 'email', schema: Email, noun: 'e-mail' }

const newest = byCreation['-createdAt'] as NonNullable<(typeof byCreation)[string]>

export const listEmails = listRoute(emails, {
  operationId: 'listEmails',
  summary: 'List the e-mails that notifications became, newest first',
  description:
    'What became of each, and why one was given up. Without the permission member.manage: only those to yourself. Nothing is in it while no mail server is set up.',
  filters: { status: listOf(EmailStatus, 'failed,pending'), memberId: Id.optional() },
  sorts: { '-createdAt': newest },
  where: ({ status, memberId }, { identity }) => [
    ...(status ? [{ sql: 't.status = any(?::text[])', values: [status] }] : []),
    ...equals(
      ['member_id', memberId],
      ['member_id', mayInWorkspace(identity, 'member.manage') ? undefined : identity.principal.actor.memberId],
    ),
  ],
})
