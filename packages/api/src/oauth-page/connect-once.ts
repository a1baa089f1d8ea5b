import { deriveId, type Principal } from '@orchestrator/domain'
import { takeGrant } from '@orchestrator/integrations'
import { createConnection, getEntity, type OAuthState, replaceCredentials } from '@orchestrator/store'
import type { Api } from '../http/api.ts'
import { read } from '../http/read.ts'
import { connected, nameOf } from '../integrations/connected.ts'
import { connectorOf, oauthServerOf } from '../integrations/connector-of.ts'

/**
 * Takes the grant and connects. A grant is taken once: who sends the form again is told what came of it, not that it failed.
 * @returns the connection's name
 * @throws AppError, ProviderError
 */
export async function connectOnce(api: Api, state: OAuthState, parameters: URLSearchParams): Promise<string> {
  const commandId = deriveId(state.workspaceId, 'oauth', state.verifier)
  const before = await madeBy(api, state.workspaceId, commandId)
  if (before !== null) return before
  try {
    await connect(api, state, parameters, commandId)
  } catch (error) {
    const meanwhile = await madeBy(api, state.workspaceId, commandId)
    if (meanwhile === null) throw error
  }
  return (await madeBy(api, state.workspaceId, commandId)) ?? ''
}

async function connect(api: Api, state: OAuthState, parameters: URLSearchParams, commandId: string): Promise<void> {
  const { store, config } = api
  const { settings, verifier, redirectUri, connectionId, memberId, workspaceId, scopes, allowOtherAccount } = state
  const connector = connectorOf(api, state.provider)
  const server = oauthServerOf(api, connector, settings)
  const grant = await takeGrant(server, { parameters, redirectUri, state: parameters.get('state') ?? '', verifier })
  const given = await connected(api, connector, { ...grant, settings, auth: 'oauth2' })
  // As whom it was asked for; whether they may is asked now.
  const principal: Principal = { workspaceId, actor: { type: 'user', id: memberId, memberId }, scopes }
  const called = nameOf(connector, given.account, state.name)
  const as = { commandId }
  await (connectionId === null
    ? createConnection(store, config.masterKey, principal, { provider: connector.id, ...called, ...given }, as)
    : replaceCredentials(store, config.masterKey, principal, { id: connectionId, allowOtherAccount, ...given }, as))
}

async function madeBy(api: Api, workspaceId: string, commandId: string): Promise<string | null> {
  return read(api, workspaceId, async (tx) => {
    const [row] = await tx<{ id: string }[]>`
      select result->>'id' as id from commands where workspace_id = ${workspaceId} and id = ${commandId}`
    if (!row) return null
    const connection = await getEntity(tx, workspaceId, 'connection', row.id)
    return String(connection?.['name'] ?? 'the connection')
  })
}
