import { beginningOf, type Command, deriveId, storableText } from '@orchestrator/domain'
import type { InboundMessage } from '@orchestrator/integrations'
import type { SyncContext } from '../sync-context.ts'
import { runOnce } from './run-once.ts'
import { byMail, mostOfMail, withAttachments } from './sender.ts'

/**
 * Makes a comment of an answer to a notification. Who was copied in knows its address and whose it is, so it has to be known, too,
 * that it comes from there.
 * @returns why nothing came of it
 */
export async function commentByReply(context: SyncContext, message: InboundMessage): Promise<string | null> {
  const { store, claim, replyNotice } = context
  const [token = ''] = message.replyTokens
  const noticeId = replyNotice(token)
  if (noticeId === null) return 'the address to which it answers is none of ours'
  const [notice] = await store.read(
    claim.workspaceId,
    (tx) => tx<{ memberId: string; email: string; about: { type: string; id: string } | null; removed: boolean }[]>`
      select n.member_id, m.email, n.about, m.removed_at is not null as removed
      from notifications n join members m on m.workspace_id = n.workspace_id and m.id = n.member_id
      where n.workspace_id = ${claim.workspaceId} and n.id = ${noticeId}`,
  )
  if (notice === undefined || notice.removed || notice.about?.type !== 'task')
    return 'what it answers is not there any more'
  if (message.from?.address !== notice.email.toLowerCase())
    return 'it is not from the address to which the notification went'
  if (!message.verified) return `nobody vouches that it is from ${notice.email}: see “who sent it” in the docs`
  const body = beginningOf(storableText(withAttachments(message.reply, message)), mostOfMail)
  if (body === '') return 'nothing was written above what it quotes'
  const id = deriveId(claim.connectionId, 'reply', message.id)
  const command = { id: deriveId(id, 'make'), type: 'comment.create', data: { id, taskId: notice.about.id, body } }
  await runOnce(context, byMail(context, notice.memberId), command as unknown as Command)
  return null
}
