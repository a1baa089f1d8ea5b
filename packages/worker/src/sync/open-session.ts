import { AppError } from '@orchestrator/domain'
import { type Connector, type GuardPolicy, ProviderError, type Session } from '@orchestrator/integrations'
import { type Store, type SyncClaim, type SyncState, withFreshCredentials } from '@orchestrator/store'

interface Opening {
  readonly store: Store
  readonly masterKey: string
  readonly policy: Partial<GuardPolicy>
}

/** A session with credentials that are good now. @throws ProviderError `unauthorized` when there are none */
export async function openSession(
  { store, masterKey, policy }: Opening,
  { workspaceId, connectionId }: SyncClaim,
  { connection }: SyncState,
  connector: Connector,
  signal: AbortSignal,
): Promise<Session> {
  try {
    const credentials = await withFreshCredentials(store, masterKey, workspaceId, connectionId, null)
    return connector.open({ credentials, settings: connection.settings, policy, signal })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_state') throw error
    throw new ProviderError(connector.id, 'unauthorized', 'the connection has no credentials', { cause: error })
  }
}
