import { ProviderError } from '@orchestrator/integrations'
import { type SyncMapping, saveSubscription } from '@orchestrator/store'
import type { SyncContext } from './sync-context.ts'

/** A subscription that will end is renewed this long before. */
const marginMs = 3 * 24 * 3_600_000
/** What the service does not allow is asked for again after this: rights may have been given. */
const againMs = 24 * 3_600_000

type Kept = NonNullable<SyncMapping['subscription']>

/** Whether the service tells of changes by itself. */
export const isSubscribed = ({ subscription }: SyncMapping, now = Date.now()): boolean =>
  subscription !== null &&
  'id' in subscription &&
  (subscription.expiresAt === null || Date.parse(subscription.expiresAt) > now)

/**
 * Has the service tell of what changes in a container, where it can be asked to. Without that, it is asked more often.
 * @param target where it is to send, and with what to sign
 */
export async function keepSubscribed(
  context: SyncContext,
  mapping: SyncMapping,
  target: { readonly url: string; readonly secret: string } | null,
): Promise<void> {
  const webhooks = context.connector.webhooks
  if (target === null || !webhooks?.subscribe || mapping.direction === 'out' || !isDue(mapping.subscription)) return
  const { session, store, claim, logger } = context
  const known = mapping.subscription
  const at = new Date().toISOString()
  let kept: Kept
  try {
    const renewed = known !== null && 'id' in known && webhooks.renew ? await webhooks.renew(session, known) : null
    kept = { ...(renewed ?? (await webhooks.subscribe(session, { ...target, containerId: mapping.containerId }))), at }
  } catch (error) {
    if (
      !(error instanceof ProviderError) ||
      (error.kind !== 'forbidden' && error.kind !== 'invalid' && error.kind !== 'not_found')
    )
      throw error
    logger.info({ err: error, mappingId: mapping.id }, 'the service does not tell of changes by itself; it is asked')
    kept = { refused: error.message, at }
  }
  await store.write(claim.workspaceId, (tx) => saveSubscription(tx, claim.workspaceId, mapping.id, kept))
}

function isDue(subscription: Kept | null): boolean {
  if (subscription === null) return true
  if ('refused' in subscription) return Date.now() - Date.parse(subscription.at) > againMs
  return subscription.expiresAt !== null && Date.parse(subscription.expiresAt) - Date.now() < marginMs
}
