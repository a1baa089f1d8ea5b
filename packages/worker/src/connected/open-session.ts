import { AppError } from '@orchestrator/domain'
import {
  type Connector,
  type Credentials,
  type GuardPolicy,
  type OAuthClient,
  ProviderError,
  refreshFor,
  type Session,
  type Settings,
} from '@orchestrator/integrations'
import { type Store, withFreshCredentials } from '@orchestrator/store'
import type { Budgets } from '../sync/limit-session.ts'

/** What it takes to ask a connected service something. */
export interface Opening {
  readonly store: Store
  readonly masterKey: string
  readonly policy: Partial<GuardPolicy>
  /** As whom this platform is known there, by the id of the connector. */
  readonly oauthClients: Readonly<Record<string, OAuthClient>>
  /** What each connection may ask of its service. */
  readonly budgets?: Budgets
}

export interface ConnectionPlace {
  readonly workspaceId: string
  readonly connectionId: string
  readonly settings: Settings
}

/** Credentials that are good now; `failed` is the token that the service did not take. */
type Fresh = (failed?: string) => Promise<Credentials>

function access(opening: Opening, { workspaceId, connectionId, settings }: ConnectionPlace, connector: Connector) {
  const { store, masterKey, policy, oauthClients, budgets } = opening
  const refresh = refreshFor(connector, settings, oauthClients, policy)
  const fresh: Fresh = (failed) => withFreshCredentials(store, masterKey, workspaceId, connectionId, refresh, failed)
  const open = (credentials: Credentials, signal: AbortSignal) =>
    connector.open({
      ...{ credentials, settings, policy, signal },
      ...(budgets && { turn: () => budgets.of(connectionId, connector.limits).turn(signal) }),
    })
  return { fresh, open, renews: refresh !== null }
}

/**
 * A session with credentials that are good now, and are renewed when the service no longer takes them.
 * @throws AppError `not_found`, `invalid_state` when it is disconnected
 */
export async function openSession(
  opening: Opening,
  place: ConnectionPlace,
  connector: Connector,
  signal: AbortSignal,
): Promise<Session> {
  const { fresh, open, renews } = access(opening, place, connector)
  const first = await fresh()
  return renews ? renewing(first, fresh, (credentials) => open(credentials, signal)) : open(first, signal)
}

/**
 * Does something that is more than one call of a session, and does all of it once more when the credentials are refused in the middle.
 * @param work `again`: there was a try before
 * @throws AppError, ProviderError
 */
export async function withSession<T>(
  opening: Opening,
  place: ConnectionPlace,
  connector: Connector,
  signal: AbortSignal,
  work: (session: Session, again: boolean) => Promise<T>,
): Promise<T> {
  const { fresh, open, renews } = access(opening, place, connector)
  const credentials = await fresh()
  try {
    return await work(open(credentials, signal), false)
  } catch (error) {
    const renewed = renews ? await renewedAfter(error, credentials, fresh) : null
    if (renewed === null) throw error
    return work(open(renewed, signal), true)
  }
}

/** Tokens are withdrawn before their time. null: it is not that, or there is no other */
async function renewedAfter(error: unknown, used: Credentials, fresh: Fresh): Promise<Credentials | null> {
  const token = used['accessToken']
  if (!(error instanceof ProviderError && error.kind === 'unauthorized') || !token) return null
  const renewed = await fresh(token).catch(disconnectedMeanwhile)
  return renewed === null || renewed['accessToken'] === token ? null : renewed
}

function disconnectedMeanwhile(error: unknown): null {
  if (error instanceof AppError && error.code === 'invalid_state') return null
  throw error
}

/** What is refused for its token is asked once more with a new one. */
function renewing(first: Credentials, fresh: Fresh, open: (credentials: Credentials) => Session): Session {
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
          const renewed = await renewedAfter(error, used, fresh)
          if (renewed === null) throw error
          credentials = renewed
          session = open(credentials)
          return call(session)
        }
      }
    },
  })
}
