import { createHash } from 'node:crypto'
import { ProviderError } from '@orchestrator/integrations'
import { type SyncMapping, saveSubscription } from '@orchestrator/store'
import type { SyncContext } from './sync-context.ts'

/** A subscription that will end is renewed this long before. */
const marginMs = 3 * 24 * 3_600_000
/** What the service does not allow is asked for again after this, for rights may have been given; and what it took, for people may have ended it. */
const againMs = 24 * 3_600_000

type Kept = NonNullable<SyncMapping['subscription']>

/** Whether the service tells of changes by itself. */
export const isSubscribed = ({ subscription }: SyncMapping, now = Date.now()): boolean =>
  subscription !== null &&
  'id' in subscription &&
  (subscription.expiresAt === null || Date.parse(subscription.expiresAt) > now)

/**
 * Has the service tell of what changes in a container, where it can be asked to. Without that, it is asked more often.
 * @param target where it is to send, and with what to sign; of another one than before it is told at once
 */
export async function keepSubscribed(
  context: SyncContext,
  mapping: SyncMapping,
  target: { readonly url: string; readonly secret: string } | null,
): Promise<void> {
  const webhooks = context.connector.webhooks
  if (target === null || !webhooks?.subscribe || mapping.direction === 'out') return
  const print = printOf(target)
  if (!isDue(mapping.subscription, print)) return
  const { session, store, claim, logger } = context
  const known = mapping.subscription
  const at = new Date().toISOString()
  let kept: Kept
  try {
    const renews = known !== null && 'id' in known && !isOther(known, print) && known.expiresAt !== null
    const renewed = renews && webhooks.renew ? await webhooks.renew(session, known) : null
    const { id, expiresAt } =
      renewed ?? (await webhooks.subscribe(session, { ...target, containerId: mapping.containerId }))
    kept = { id, expiresAt, at, target: print }
  } catch (error) {
    if (
      !(error instanceof ProviderError) ||
      (error.kind !== 'forbidden' && error.kind !== 'invalid' && error.kind !== 'not_found')
    )
      throw error
    logger.info({ err: error, mappingId: mapping.id }, 'the service does not tell of changes by itself; it is asked')
    kept = { refused: error.message, at, target: print }
  }
  await store.write(claim.workspaceId, (tx) => saveSubscription(tx, claim.workspaceId, mapping.id, kept))
}

function isDue(subscription: Kept | null, print: string): boolean {
  if (subscription === null || isOther(subscription, print)) return true
  if ('id' in subscription && subscription.expiresAt !== null)
    return Date.parse(subscription.expiresAt) - Date.now() < marginMs
  return Date.now() - Date.parse(subscription.at) > againMs
}

/** Those from before targets were kept are taken for this one. */
const isOther = ({ target }: Kept, print: string): boolean => target !== undefined && target !== print

/** Of which neither can be read. */
const printOf = ({ url, secret }: { readonly url: string; readonly secret: string }): string =>
  createHash('sha256')
    .update(JSON.stringify([url, secret]))
    .digest('base64url')
