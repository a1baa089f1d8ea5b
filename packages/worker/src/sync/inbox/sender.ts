import type { Principal } from '@orchestrator/domain'
import type { InboundMessage } from '@orchestrator/integrations'
import type { SyncContext } from '../sync-context.ts'

/** The member with an address; undefined: nobody here. */
export async function memberWith({ store, claim }: SyncContext, address: string): Promise<string | undefined> {
  const [member] = await store.read(
    claim.workspaceId,
    (tx) => tx<{ id: string }[]>`
      select id from members where workspace_id = ${claim.workspaceId} and removed_at is null and lower(email) = ${address.toLowerCase()}`,
  )
  return member?.id
}

/** What somebody does by e-mail: with their own rights, but no more of them than mail is for. */
export const byMail = ({ claim }: SyncContext, memberId: string): Principal => ({
  workspaceId: claim.workspaceId,
  actor: { type: 'connection', id: claim.connectionId, memberId },
  scopes: ['workspace.read', 'task.create', 'comment.create'],
})

/** So much of a message becomes a comment. */
export const mostOfMail = 45_000

/** What is attached is not kept, but named. */
export const withAttachments = (text: string, { attachments }: InboundMessage): string =>
  attachments.length === 0
    ? text
    : `${text}\n\n*Attached, and not kept here: ${attachments.map(plain).join(', ')}*`.trim()

/** A name of somebody else’s, as text in Markdown. */
export const plain = (text: string): string => text.replace(/[\\`*_[\]<>#|~!]/g, '\\$&')
