import type { Connector, Settings } from '../connector/connector.ts'
import type { GuardPolicy } from '../http/policy.ts'
import { oauthRefresh } from './refresh.ts'
import type { OAuthClient } from './server.ts'

/** How credentials of a connector are renewed; null: it has none that are, or the operator has no client there. */
export function refreshFor(
  connector: Connector,
  settings: Settings,
  clients: Readonly<Record<string, OAuthClient>>,
  policy?: Partial<GuardPolicy>,
): ReturnType<typeof oauthRefresh> | null {
  const method = connector.auth.find((one) => one.kind === 'oauth2')
  const client = clients[connector.id]
  if (method === undefined || client === undefined) return null
  return oauthRefresh({ provider: connector.id, method, settings, client, policy })
}
