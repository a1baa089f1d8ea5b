import { beginningOf, type Command, deriveId, storableText } from '@orchestrator/domain'
import type { InboundMessage } from '@orchestrator/integrations'
import type { SyncMapping } from '@orchestrator/store'
import type { SyncContext } from '../sync-context.ts'
import { runOnce } from './run-once.ts'
import { byMail, memberWith, mostOfMail, plain, withAttachments } from './sender.ts'

const mostTitle = 500
const mostText = 90_000

/**
 * Makes a task of a message in each project whose address it is to; of one that answers another of which there is a task, a comment on that.
 * @returns why nothing came of it
 */
export async function workFromMessage(context: SyncContext, message: InboundMessage): Promise<string | null> {
  const { from, verified, containers } = message
  const mappings = context.state.mappings.filter(
    ({ enabled, containerId }) => enabled && containers.includes(containerId),
  )
  if (mappings.length === 0) return `no project is mapped to ${containers.join(', ')}`
  if (from === null) return 'it does not say who sent it, or names several'
  const member = await memberWith(context, from.address)
  const { connection } = context.state
  const strangers = connection.settings['allowStrangers'] === true
  if (!strangers && member === undefined) return `${from.address} is no member here`
  if (!strangers && !verified) return `nobody vouches that it is from ${from.address}: see “who sent it” in the docs`
  const known = member !== undefined && verified
  const sender = { memberId: known ? member : connection.ownerId, signs: known ? null : from }
  for (const mapping of mappings) await workIn(context, mapping, message, sender)
  return null
}

interface Sender {
  readonly memberId: string
  /** Named in the text, where it is not they who did it here. */
  readonly signs: InboundMessage['from']
}

async function workIn(
  context: SyncContext,
  mapping: SyncMapping,
  message: InboundMessage,
  sender: Sender,
): Promise<void> {
  const principal = byMail(context, sender.memberId)
  const about = await taskOfAnswered(context, mapping, message)
  const body = (text: string) => storableText(withAttachments(`${signed(sender)}${text}`.trim(), message))
  const id = idOf(context, mapping, message.id, about === null ? 'task' : 'comment')
  const title = beginningOf(
    storableText(message.subject.replace(/^((re|aw|fwd?|wg)\s*:\s*)+/i, '').trim()) || '(no subject)',
    mostTitle,
  )
  const command =
    about === null
      ? {
          type: 'task.create',
          data: { id, projectId: mapping.projectId, title, description: beginningOf(body(message.text), mostText) },
        }
      : {
          type: 'comment.create',
          data: { id, taskId: about, body: beginningOf(body(message.reply) || title, mostOfMail) },
        }
  await runOnce(context, principal, { id: deriveId(id, 'make'), ...command } as unknown as Command)
}

const signed = ({ signs }: Sender) => (signs === null ? '' : `From ${plain(signs.name)} (${plain(signs.address)}):\n\n`)

const idOf = ({ claim }: SyncContext, { id }: SyncMapping, messageId: string, kind: 'task' | 'comment') =>
  deriveId(claim.connectionId, 'message', id, messageId, kind)

/** The id of a task follows from its message: what a message answers is found without a list. */
async function taskOfAnswered(
  context: SyncContext,
  mapping: SyncMapping,
  { answers }: InboundMessage,
): Promise<string | null> {
  if (answers.length === 0) return null
  const ids = answers.map((answered) => idOf(context, mapping, answered, 'task'))
  const { workspaceId } = context.claim
  const tasks = await context.store.read(
    workspaceId,
    (tx) => tx<{ id: string }[]>`
      select id from tasks where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null`,
  )
  return ids.find((id) => tasks.some((task) => task.id === id)) ?? null
}
