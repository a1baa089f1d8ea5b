import { withoutQuery } from '@orchestrator/domain'
import type { Identity } from '../../auth/identity.ts'
import { mayInWorkspace } from '../../middleware/authenticate.ts'

/** Whoever may manage integrations sees where and what was sent in full. */
export const seesMessages = (identity: Identity): boolean => mayInWorkspace(identity, 'integration.manage')

/** A delivery as its reader may see it. */
export const visibleDelivery = <D extends object>(delivery: D, identity: Identity): D =>
  'url' in delivery && typeof delivery.url === 'string' && !seesMessages(identity)
    ? { ...delivery, url: withoutQuery(delivery.url) }
    : delivery
