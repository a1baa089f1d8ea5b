import { AppError } from '@orchestrator/domain'
import {
  type Connector,
  type Credentials,
  type GuardPolicy,
  type OAuthClient,
  ProviderError,
  refreshFor,
  type Session,
} from '@orchestrator/integrations'
import { type Store, type SyncClaim, type SyncState, withFreshCredentials } from '@orchestrator/store'

interface Opening {
  readonly store: Store
  readonly masterKey: string
  readonly policy: Partial<GuardPolicy>
  readonly oauthClients: Readonly<Record<string, OAuthClient>>
}

/** A session with credentials that are good now, and are renewed when the service no longer takes them. @throws ProviderError `unauthorized` */
export async function openSession(
  { store, masterKey, policy, oauthClients }: Opening,
  { workspaceId, connectionId }: SyncClaim,
  { connection }: SyncState,
  connector: Connector,
  signal: AbortSignal,
): Promise<Session> {
  const refresh = refreshFor(connector, connection.settings, oauthClients, policy)
  const fresh = async (failed?: string) => {
    try {
      return await withFreshCredentials(store, masterKey, workspaceId, connectionId, refresh, failed)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid_state') throw error
      throw new ProviderError(connector.id, 'unauthorized', 'the connection has no credentials', { cause: error })
    }
  }
  const open = (credentials: Credentials) =>
    connector.open({ credentials, settings: connection.settings, policy, signal })
  return refresh === null ? open(await fresh()) : renewing(await fresh(), fresh, open)
}

/** What is refused for its token is asked once more with a new one: tokens are withdrawn before their time. */
function renewing(
  first: Credentials,
  fresh: (failed: string) => Promise<Credentials>,
  open: (credentials: Credentials) => Session,
): Session {
  let credentials = first
  let session = open(first)
  return new Proxy(session, {
    get(target, name: keyof Session) {
      if (typeof target[name] !== 'function') return session[name]
      return async (...input: unknown[]) => {
        const used = credentials
        const call = (on: Session) => (on[name] as (...input: unknown[]) => Promise<unknown>).apply(on, input)
        try {
          return await call(session)
        } catch (error) {
          const token = used['accessToken']
          if (!(error instanceof ProviderError && error.kind === 'unauthorized') || !token) throw error
          credentials = await fresh(token)
          if (credentials['accessToken'] === token) throw error
          session = open(credentials)
          return call(session)
        }
      }
    },
  })
}
