import type { Principal } from '@orchestrator/domain'
import type { Connector, ItemRef, Session } from '@orchestrator/integrations'
import type { Store, SyncClaim, SyncMapping, SyncState } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { Writes } from './limit-session.ts'

/** All that one round for a connection works with. */
export interface SyncContext {
  readonly store: Store
  readonly logger: Logger
  readonly claim: SyncClaim
  readonly state: SyncState
  readonly connector: Connector
  /** Bounded by the limits of the service. */
  readonly session: Session
  /** Its writes are held before what they write is read. */
  readonly writes: Writes
  /** What is changed here is changed by the connection, with its owner's rights. */
  readonly principal: Principal
  /** @throws LostClaim before anything is written there for a claim that another process may have by now */
  readonly stillMine: () => void
  readonly mapping: (id: string) => SyncMapping | undefined
  /** The notification whose e-mail asked to answer to this; null: it was none of ours. */
  readonly replyNotice: (token: string) => string | null
  /** Does what is to be done for an item there, before what hangs on it. */
  readonly doFirst: (mapping: SyncMapping, ref: ItemRef) => Promise<void>
}

/** Another process works for the connection, or may by now. */
export class LostClaim extends Error {
  override readonly name = 'LostClaim'
}
