import {
  type Connection,
  connectionPrincipal,
  type Permission,
  type Principal,
  Role,
  rolePermissions,
} from '@orchestrator/domain'
import {
  type Connector,
  type GuardPolicy,
  isOfSlack,
  type OAuthClient,
  ProviderError,
  refreshFor,
  SlackClient,
} from '@orchestrator/integrations'
import { readConnection, roleOfMember, type Store, withFreshCredentials } from '@orchestrator/store'
import type { Logger } from 'pino'

export interface SlackDeps {
  readonly store: Store
  readonly masterKey: string
  readonly connector: Connector
  readonly oauthClients: Readonly<Record<string, OAuthClient>>
  readonly policy: Partial<GuardPolicy>
  /** Where people reach the API; null: nobody has said. */
  readonly publicUrl: string | null
  readonly logger: Logger
}

/** One connected workspace of Slack. */
export interface SlackApp {
  readonly store: Store
  readonly logger: Logger
  readonly publicUrl: string | null
  readonly workspaceId: string
  readonly connection: Pick<Connection, 'id' | 'name' | 'ownerId' | 'status' | 'account'>
  readonly client: SlackClient
  /** Whether what comes through it says who somebody is; else only its owner does anything through it. */
  readonly vouches: boolean
  /** As the connection itself, with its owner’s rights. */
  readonly principal: Principal
}

/** Somebody waits. */
const patienceMs = 20_000

/** What people do from Slack they do as members, within these: all that its commands and forms make. */
const memberScopes: readonly Permission[] = [
  ...(['workspace.read', 'task.create', 'task.edit', 'task.assign', 'task.complete'] as const),
  ...(['comment.create', 'approval.answer', 'inbox.manage'] as const),
  // Agents that they mention propose and ask with the same rights.
  ...(['automation.run', 'patch.propose', 'approval.request'] as const),
]

/** @returns null: it is not there. @throws ProviderError `unauthorized` when it has no credentials */
export async function openApp(deps: SlackDeps, workspaceId: string, connectionId: string): Promise<SlackApp | null> {
  const { store, masterKey, connector, oauthClients, policy, publicUrl, logger } = deps
  const connection = await readConnection(store, { masterKey, workspaceId, connectionId })
  if (connection === null) return null
  const { settings } = connection
  if (connection.credentials === null)
    throw new ProviderError(connector.id, 'unauthorized', 'the connection has no credentials')
  const refresh = refreshFor(connector, settings, oauthClients, policy)
  const credentials = await withFreshCredentials(store, masterKey, workspaceId, connectionId, refresh)
  const client = new SlackClient({ credentials, settings, policy, signal: AbortSignal.timeout(patienceMs) })
  const principal = connectionPrincipal(workspaceId, connection)
  const vouches = await isVouchedFor(store, workspaceId, connection)
  return { store, logger, publicUrl, workspaceId, connection, client, vouches, principal }
}

/**
 * Whoever gives the credentials of an app knows with what it signs, and could say anything in anybody’s name. So they must be one who may
 * give people rights; or the app is the operator’s, and Slack itself the one that says it.
 */
async function isVouchedFor(
  store: Store,
  workspaceId: string,
  { ownerId, auth, settings }: Pick<Connection, 'ownerId' | 'auth' | 'settings'>,
): Promise<boolean> {
  if (auth === 'oauth2' && isOfSlack(settings)) return true
  const role = await store.read(workspaceId, (tx) => roleOfMember(tx, workspaceId, ownerId))
  return role !== null && rolePermissions[Role.parse(role)].has('member.manage')
}

export const asMember = (workspaceId: string, memberId: string): Principal => ({
  workspaceId,
  actor: { type: 'user', id: memberId, memberId },
  scopes: memberScopes,
})

/** Who decides on what others have proposed has seen it, and does it with all of their own rights, as in their browser. */
export const asPerson = (workspaceId: string, memberId: string): Principal => ({
  ...asMember(workspaceId, memberId),
  scopes: null,
})
