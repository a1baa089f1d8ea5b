import { AppError } from '@orchestrator/domain'
import {
  type Connector,
  type Credentials,
  ProviderError,
  refreshFor,
  type Session,
  type Settings,
} from '@orchestrator/integrations'
import { type OpenConnection, readConnection, withFreshCredentials } from '@orchestrator/store'
import type { Api } from '../http/api.ts'
import { connectorOf } from './connector-of.ts'

/** Somebody waits for the answer. */
const patienceMs = 20_000

export interface Opened {
  readonly connection: OpenConnection
  readonly connector: Connector
  readonly session: Session
}

/** Asks a connected service something. @throws AppError, ProviderError */
export async function withSession<T>(
  api: Api,
  workspaceId: string,
  connectionId: string,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { store, config } = api
  const connection = await requireConnection(api, workspaceId, connectionId)
  const connector = connectorOf(api, connection.provider)
  const refresh = refreshFor(connector, connection.settings, config.oauthClients ?? {}, config.httpPolicy)
  const fresh = (failed?: string) =>
    withFreshCredentials(store, config.masterKey, workspaceId, connectionId, refresh, failed)
  const credentials = await fresh()
  const ask = (current: Credentials) =>
    work({ connection, connector, session: open(api, connector, current, connection.settings) })
  try {
    return await ask(credentials)
  } catch (error) {
    const token = credentials['accessToken']
    if (!(error instanceof ProviderError && error.kind === 'unauthorized') || refresh === null || !token) throw error
    // It may have been withdrawn before its time.
    const renewed = await fresh(token)
    if (renewed['accessToken'] === token) throw error
    return ask(renewed)
  }
}

export const open = (
  { config }: Pick<Api, 'config'>,
  connector: Connector,
  credentials: Credentials,
  settings: Settings,
): Session =>
  connector.open({
    ...{ credentials, settings, signal: AbortSignal.timeout(patienceMs) },
    ...(config.httpPolicy && { policy: config.httpPolicy }),
  })

/** @throws AppError `not_found` */
export async function requireConnection(
  { store, config }: Pick<Api, 'store' | 'config'>,
  workspaceId: string,
  connectionId: string,
): Promise<OpenConnection> {
  const connection = await readConnection(store, { masterKey: config.masterKey, workspaceId, connectionId })
  if (!connection) throw new AppError('not_found', `there is no connection ${connectionId}`)
  return connection
}
