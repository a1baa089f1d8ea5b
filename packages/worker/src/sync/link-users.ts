import { AppError, type Command, deriveId } from '@orchestrator/domain'
import { membersByEmail, type SyncMapping } from '@orchestrator/store'
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
  const members = await store.read(claim.workspaceId, (tx) => membersByEmail(tx, claim.workspaceId, users))
  for (const { id, name, memberId } of members) {
    const data = {
      connectionId: claim.connectionId,
      externalUserId: id,
      externalName: name,
      memberId,
      how: 'email',
    }
    const command = { id: deriveId(claim.connectionId, 'user', id, memberId), type: 'user_link.set', data }
    await store.execute(principal, [command as unknown as Command]).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error
      logger.info({ err: error, ...claim }, 'a person could not be matched')
    })
  }
}
