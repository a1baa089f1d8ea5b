import { beginningOf, type Command, deriveId, storableText } from '@orchestrator/domain'
import type { InboundMessage } from '@orchestrator/integrations'
import type { SyncContext } from '../sync-context.ts'
import { runOnce } from './run-once.ts'

const mostText = 20_000

/**
 * An event, on which triggers may start; only of who is known to have sent it.
 * @param ignored why it became nothing by itself
 */
export async function tellMessage(
  context: SyncContext,
  message: InboundMessage,
  ignored: string | null,
): Promise<void> {
  const { claim, principal, state } = context
  const { from, verified, containers, subject, sentAt, attachments } = message
  if (from === null || !verified) return
  const projectId = state.mappings.find(({ containerId }) => containers.includes(containerId))?.projectId ?? null
  const told = containers.map(storableText)
  const payload = {
    ...{
      occurredAt: sentAt,
      containerId: told[0] ?? null,
      containers: told,
      from: { ...from, name: storableText(from.name) },
      attachments: attachments.map(storableText),
    },
    ignored,
    ...{ subject: storableText(subject), text: beginningOf(storableText(message.text), mostText) },
  }
  const command = {
    id: deriveId(claim.connectionId, 'event', message.id),
    type: 'connection.emit',
    data: { id: claim.connectionId, type: 'email.received', projectId, payload },
  }
  await runOnce(context, principal, command as unknown as Command, { unasked: true })
}
