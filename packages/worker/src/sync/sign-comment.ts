import type { Side } from '@orchestrator/domain'
import { type SideFields, withByline } from '@orchestrator/integrations'
import { nameOfMember } from '@orchestrator/store'
import type { SyncContext } from './sync-context.ts'

/**
 * What is written there of a comment, with who wrote it at its beginning. It stands there alone: what was written before, or under
 * another name, stays as it is until the comment itself changes.
 */
export async function signComment(
  context: Pick<SyncContext, 'store' | 'claim' | 'state'>,
  { signed }: SideFields,
  comment: Readonly<Record<string, unknown>>,
  values: Side,
): Promise<Side> {
  const text = signed === null ? undefined : values[signed]
  if (signed === null || typeof text !== 'string') return values
  const writer = await writerOf(context, comment)
  return writer === null ? values : { ...values, [signed]: withByline(text, writer) }
}

/** null: whose account it is there. */
async function writerOf(
  { store, claim, state }: Pick<SyncContext, 'store' | 'claim' | 'state'>,
  { authorId, externalAuthor }: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  // From another service.
  if (typeof externalAuthor === 'string' && externalAuthor !== '') return externalAuthor
  const { id: account } = state.connection.account
  if (state.users.some(({ externalUserId, memberId }) => externalUserId === account && memberId === authorId))
    return null
  return store.read(claim.workspaceId, (tx) => nameOfMember(tx, claim.workspaceId, String(authorId)))
}
