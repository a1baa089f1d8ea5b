import { AppError } from '@orchestrator/domain'
import { type Connector, ProviderError, type Session } from '@orchestrator/integrations'
import type { SyncClaim, SyncState } from '@orchestrator/store'
import { type Opening, openSession as open } from '../connected/open-session.ts'

/** A session of a round: that a connection has no credentials is the connection's trouble. @throws ProviderError `unauthorized` */
export async function openSession(
  opening: Opening,
  claim: SyncClaim,
  { connection: { settings } }: SyncState,
  connector: Connector,
  signal: AbortSignal,
): Promise<Session> {
  try {
    return await open(opening, { ...claim, settings }, connector, signal)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_state') throw error
    throw new ProviderError(connector.id, 'unauthorized', 'the connection has no credentials', { cause: error })
  }
}
