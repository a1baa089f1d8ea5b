import { AppError, type CommandInput, type Connection, newId, type Principal } from '@orchestrator/domain'
import type { AppliedCommand } from '../execute/request.ts'
import { type As, runOne } from '../execute/run-one.ts'
import type { Store } from '../store.ts'
import {
  type ConnectionPlace,
  type Credentials,
  openCredentials,
  openSecret,
  sealCredentials,
  sealNewSecret,
  sealSecret,
} from './sealed-connection.ts'

type Sealed = 'sealedCredentials' | 'sealedSecret'
type Created = Omit<CommandInput<'connection.create'>, 'id' | Sealed>
type Replaced = Omit<CommandInput<'connection.replace_credentials'>, Sealed>

/**
 * Connects a service: its credentials are stored encrypted, and a secret is made with which it is to sign what it sends.
 * @returns the connection's id; of a repeated request that of the first
 * @throws AppError `forbidden`
 */
export async function createConnection(
  store: Store,
  masterKey: string,
  principal: Principal,
  { credentials, ...input }: Created & { readonly credentials: Credentials },
  as: As = { commandId: newId() },
): Promise<AppliedCommand> {
  const place = { masterKey, workspaceId: principal.workspaceId, connectionId: newId() }
  const data = {
    ...input,
    id: place.connectionId,
    sealedCredentials: sealCredentials(place, credentials),
    sealedSecret: sealNewSecret(place),
  }
  return runOne(store, principal, as, { type: 'connection.create', data })
}

/** Connects a connection anew; what is mapped stays, and the secret that the service knows. */
export function replaceCredentials(
  store: Store,
  masterKey: string,
  principal: Principal,
  { credentials, ...input }: Replaced & { readonly credentials: Credentials },
  as: As = { commandId: newId() },
): Promise<AppliedCommand> {
  const place = { masterKey, workspaceId: principal.workspaceId, connectionId: input.id }
  const data = {
    ...input,
    sealedCredentials: sealCredentials(place, credentials),
    // Of one that was disconnected there is none to be kept.
    sealedSecret: sealNewSecret(place),
  }
  return runOne(store, principal, as, { type: 'connection.replace_credentials', data })
}

/** What has to be known to open a session. `secret` and `credentials` are null once it is disconnected. */
export type OpenConnection = Pick<
  Connection,
  'id' | 'provider' | 'name' | 'ownerId' | 'status' | 'auth' | 'account' | 'settings' | 'version'
> & { readonly credentials: Credentials | null; readonly secret: string | null }

type Row = Omit<OpenConnection, 'credentials' | 'secret'> & {
  readonly sealedCredentials: string | null
  readonly sealedSecret: string | null
}

/** A connection with its credentials. null: it is not there. */
export async function readConnection(store: Store, place: ConnectionPlace): Promise<OpenConnection | null> {
  const { workspaceId, connectionId } = place
  const [row] = await store.read(
    workspaceId,
    (tx) => tx<Row[]>`
      select id, provider, name, owner_id, status, auth, account, settings, version, sealed_credentials, sealed_secret
      from connections where workspace_id = ${workspaceId} and id = ${connectionId}`,
  )
  if (!row) return null
  const { sealedCredentials, sealedSecret, ...connection } = row
  return {
    ...connection,
    credentials: sealedCredentials === null ? null : openCredentials(place, sealedCredentials),
    secret: sealedSecret === null ? null : openSecret(place, sealedSecret),
  }
}

/**
 * From now on the service signs with this, which it made by itself.
 * @param known what it signed with before: whoever comes first with what followed from that has it
 * @returns whether it is so
 */
export async function replaceSecret(
  store: Store,
  place: ConnectionPlace,
  { secret, known }: { readonly secret: string; readonly known: string },
): Promise<boolean> {
  const { workspaceId, connectionId } = place
  return store.write(workspaceId, async (tx) => {
    const [row] = await tx<{ sealedSecret: string | null }[]>`
      select sealed_secret from connections where workspace_id = ${workspaceId} and id = ${connectionId} for update`
    if (!row?.sealedSecret || openSecret(place, row.sealedSecret) !== known) return false
    await tx`
      update connections set sealed_secret = ${sealSecret(place, secret)} where workspace_id = ${workspaceId} and id = ${connectionId}`
    return true
  })
}

/** The credentials as they are stored, which may have expired. @throws AppError `not_found`, `invalid_state` once it is disconnected */
export async function readCredentials(
  store: Store,
  masterKey: string,
  workspaceId: string,
  connectionId: string,
): Promise<Credentials> {
  const connection = await readConnection(store, { masterKey, workspaceId, connectionId })
  if (!connection) throw new AppError('not_found', `there is no connection ${connectionId}`)
  if (connection.credentials === null) throw disconnected()
  return connection.credentials
}

export const disconnected = () => new AppError('invalid_state', 'it is disconnected; connect it anew')

/** In which workspace a connection is, for what services send; null: nowhere. */
export async function findConnection(store: Store, connectionId: string): Promise<string | null> {
  const [row] = await store.sql<{ workspaceId: string }[]>`select workspace_id from find_connection(${connectionId})`
  return row?.workspaceId ?? null
}
