import type { Connector, ProviderError, Session } from '@orchestrator/integrations'
import type { Store, SyncClaim, SyncState } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { Budget } from './limit-session.ts'

/** What rounds need beside their connection. */
export interface SyncDeps {
  readonly store: Store
  readonly logger: Logger
  readonly connectors: Readonly<Record<string, Connector>>
  /** With credentials that are good now. */
  readonly openSession: (
    claim: SyncClaim,
    state: SyncState,
    connector: Connector,
    signal: AbortSignal,
  ) => Promise<Session>
  readonly budgetOf: (claim: SyncClaim, connector: Connector) => Budget
  /** Where a connection's service is to send, and with what to sign; null: this platform cannot be reached from outside. */
  readonly webhookOf: (claim: SyncClaim) => Promise<{ url: string; secret: string } | null>
  /** The notification whose e-mail asked to answer to this; null: it was none of ours. */
  readonly replyNotice?: (workspaceId: string, token: string) => string | null
  /** How often changes are asked for where nothing tells of them. */
  readonly pullEveryMs: number
  readonly longestRoundMs?: number
  readonly troubles: TroubleTeller
}

/** Tells people what is wrong with a connection. */
export interface TroubleTeller {
  /** @returns whether it has to wait for a person */
  tell(claim: SyncClaim, state: SyncState, error: ProviderError): Promise<boolean>
  /** A round ended in an error that is ours. @returns milliseconds until it is tried again */
  unexpected(claim: SyncClaim, state: SyncState): Promise<number>
  /**
   * A round went through: what is still wrong, with mappings or with the owner's rights here, is told, and what is over no longer is.
   * @param state as it is after the round
   */
  settle(claim: SyncClaim, state: SyncState): Promise<void>
}
