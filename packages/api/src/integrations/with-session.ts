import { AppError } from '@orchestrator/domain'
import type { Connector, Credentials, Session, Settings } from '@orchestrator/integrations'
import { type OpenConnection, readConnection } from '@orchestrator/store'
import { type Opening, withSession as withOpenSession } from '@orchestrator/worker/connected'
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
  const connection = await requireConnection(api, workspaceId, connectionId)
  const connector = connectorOf(api, connection.provider)
  const place = { workspaceId, connectionId, settings: connection.settings }
  return withOpenSession(openingOf(api), place, connector, AbortSignal.timeout(patienceMs), (session) =>
    work({ connection, connector, session }),
  )
}

export const openingOf = ({ store, config }: Pick<Api, 'store' | 'config'>): Opening => ({
  store,
  masterKey: config.masterKey,
  policy: config.httpPolicy ?? {},
  oauthClients: config.oauthClients ?? {},
})

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
