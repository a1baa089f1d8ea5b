import { AppError, type Command, deriveId } from '@orchestrator/domain'
import type { SyncMapping } from '@orchestrator/store'
import type { SyncContext } from './sync-context.ts'

/**
 * Finds out who of the people there is a member here, by the e-mail address that the service has verified. Whom a person has
 * named stays whom they named.
 */
export async function linkUsers(
  { session, store, claim, state, principal, logger }: SyncContext,
  mapping: SyncMapping,
): Promise<void> {
  const known = new Set(state.users.map(({ externalUserId }) => externalUserId))
  const users = (await session.users(mapping.containerId)).filter(({ id, email }) => email !== null && !known.has(id))
  if (users.length === 0) return
  const emails = users.map(({ email }) => (email ?? '').toLowerCase())
  const members = await store.read(
    claim.workspaceId,
    (tx) => tx<{ id: string; email: string }[]>`
      select id, lower(email) as email from members where workspace_id = ${claim.workspaceId} and removed_at is null and lower(email) = any(${emails}::text[])`,
  )
  for (const { id, name, email } of users) {
    const member = members.find((one) => one.email === email?.toLowerCase())
    if (member === undefined) continue
    const data = {
      connectionId: claim.connectionId,
      externalUserId: id,
      externalName: name,
      memberId: member.id,
      how: 'email',
    }
    const command = { id: deriveId(claim.connectionId, 'user', id, member.id), type: 'user_link.set', data }
    await store.execute(principal, [command as unknown as Command]).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error
      logger.info({ err: error, ...claim }, 'a person could not be matched')
    })
  }
}
