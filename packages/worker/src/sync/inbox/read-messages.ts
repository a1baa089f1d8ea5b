import { AppError } from '@orchestrator/domain'
import { type InboundMessage, type Inbox, ProviderError } from '@orchestrator/integrations'
import { beginDelivery, endDelivery, openDeliveries, unbeginDelivery } from '@orchestrator/store'
import type { SyncContext } from '../sync-context.ts'
import { commentByReply } from './comment-by-reply.ts'
import { tellMessage } from './tell-message.ts'
import { workFromMessage } from './work-from-message.ts'

/** Few: each may hold megabytes. */
const most = 5
/** Then it is given up, so that one message on which processes end or hang keeps none of the others. */
const mostAttempts = 5

/**
 * Makes of messages what they are for: tasks, comments and events. Each by itself, under ids that follow from the message, and noted
 * afterwards: what a kill leaves unnoted is done again without a second effect.
 * @returns whether there may be more
 */
export async function readMessages(context: SyncContext, inbox: Inbox): Promise<boolean> {
  const { store, claim, state, logger, stillMine } = context
  const deliveries = await openDeliveries(store, claim, most)
  for (const { deliveryId, headers, body } of deliveries) {
    stillMine()
    const attempts = await store.write(claim.workspaceId, (tx) => beginDelivery(tx, claim, deliveryId))
    let ignored: string | null
    let unreadable = false
    try {
      if (attempts > mostAttempts) ignored = `it was given up after ${mostAttempts} attempts`
      else ignored = await take(context, await inbox.read({ headers, body }, state.connection.settings))
    } catch (error) {
      const passes = error instanceof AppError && error.code === 'unavailable'
      // That the message has no part in is no attempt of its own.
      if (passes) await store.write(claim.workspaceId, (tx) => unbeginDelivery(tx, claim, deliveryId)).catch(() => {})
      if (passes || !(error instanceof ProviderError || error instanceof AppError)) throw error
      ignored = error.message
      unreadable = error instanceof ProviderError && error.kind === 'malformed'
    }
    if (unreadable) logger.warn({ ...claim, deliveryId, why: ignored }, 'a message cannot be read')
    else if (ignored !== null) logger.info({ ...claim, deliveryId, why: ignored }, 'a message became nothing')
    await store.write(claim.workspaceId, (tx) => endDelivery(tx, claim, deliveryId, ignored, unreadable))
  }
  return deliveries.length > 0
}

/** @returns why it became no work; null: it did */
async function take(context: SyncContext, message: InboundMessage): Promise<string | null> {
  if (message.automatic !== null) return message.automatic
  if (message.replyTokens.length > 0) return commentByReply(context, message)
  if (message.containers.length === 0) return 'it is to none of the addresses of this connection'
  const ignored = await workFromMessage(context, message)
  await tellMessage(context, message, ignored)
  return ignored
}
