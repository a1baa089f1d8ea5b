import { AppError, connectionPrincipal, newId } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { disconnected } from './connections.ts'
import { type ConnectionPlace, type Credentials, openCredentials, sealCredentials } from './sealed-connection.ts'

/** How new credentials are got for old ones. */
export interface CredentialsRefresh {
  /** Asks the service once. What it answers may be the only one: the old refresh token need not work again. */
  refresh(credentials: Credentials): Promise<Credentials>
  /** What the service said, if it refused for good (`invalid_grant`); null: any other error, to be tried again. */
  refused(error: unknown): string | null
}

/** So long before their end they are no longer used: a request with them has to arrive. */
const marginMs = 60_000

/**
 * Credentials that work now. Of all processes that find them expired one asks for new ones, under a lock of the database, and stores them
 * **before** anybody uses them; the others wait and read what it stored. A process that is killed between the answer and its
 * storing has lost it: services that rotate refresh tokens then refuse the next refresh, the connection's trouble says
 * `unauthorized`, and its owner connects it anew. Nothing else is lost by that.
 *
 * @param refresh null: they are never refreshed
 * @param failed the access token that the service refused, though it has not expired by its date
 * @throws AppError `not_found`, `invalid_state`; and what `refresh` throws
 */
export async function withFreshCredentials(
  store: Store,
  masterKey: string,
  workspaceId: string,
  connectionId: string,
  refresh: CredentialsRefresh | null,
  failed?: string,
): Promise<Credentials> {
  const place = { masterKey, workspaceId, connectionId }
  const { credentials } = await store.read(workspaceId, (tx) => stored(tx, place))
  if (refresh === null || !isStale(credentials, failed)) return credentials
  return oncePerProcess(store, `${workspaceId} ${connectionId} ${failed ?? ''}`, () =>
    refreshOnce(store, place, refresh, failed),
  )
}

async function refreshOnce(
  store: Store,
  place: ConnectionPlace,
  refresh: CredentialsRefresh,
  failed: string | undefined,
): Promise<Credentials> {
  const { workspaceId, connectionId } = place
  let unkept: { sealed: string; old: string } | undefined
  try {
    return await store.write(workspaceId, async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtextextended(${`credentials of ${connectionId}`}, 0))`
      const { credentials: old, sealed: before } = await stored(tx, place)
      // Somebody else was first.
      if (!isStale(old, failed)) return old
      const credentials = { ...old, ...(await refresh.refresh(old)) }
      unkept = { sealed: sealCredentials(place, credentials), old: before }
      return (await keep(tx, place, unkept)) ? credentials : (await stored(tx, place)).credentials
    })
  } catch (error) {
    // The database went away while the service was asked: what it answered is stored over another connection.
    const lost = unkept
    if (lost) {
      await store.write(workspaceId, (tx) => keep(tx, place, lost))
      return (await store.read(workspaceId, (tx) => stored(tx, place))).credentials
    }
    const words = refresh.refused(error)
    if (words !== null) await reportRefusal(store, place, words)
    throw error
  }
}

/** Credentials that a person gave meanwhile stay. @returns whether these are the stored ones now */
async function keep(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionPlace,
  { sealed, old }: { sealed: string; old: string },
): Promise<boolean> {
  const rows = await tx`
    update connections set sealed_credentials = ${sealed}
    where workspace_id = ${workspaceId} and id = ${connectionId} and sealed_credentials = ${old} returning 1`
  return rows.length > 0
}

interface Stored {
  readonly credentials: Credentials
  readonly sealed: string
}

async function stored(tx: Tx, place: ConnectionPlace): Promise<Stored> {
  const [row] = await tx<{ sealed: string | null }[]>`
    select sealed_credentials as sealed from connections where workspace_id = ${place.workspaceId} and id = ${place.connectionId}`
  if (!row) throw new AppError('not_found', `there is no connection ${place.connectionId}`)
  if (row.sealed === null) throw disconnected()
  return { credentials: openCredentials(place, row.sealed), sealed: row.sealed }
}

function isStale({ accessToken, refreshToken, expiresAt }: Credentials, failed: string | undefined): boolean {
  if (!refreshToken) return false
  if (failed !== undefined && accessToken === failed) return true
  return Boolean(expiresAt) && Date.parse(expiresAt ?? '') <= Date.now() + marginMs
}

async function reportRefusal(
  store: Store,
  { workspaceId, connectionId }: ConnectionPlace,
  words: string,
): Promise<void> {
  const [connection] = await store.read(
    workspaceId,
    (tx) => tx<{ id: string; ownerId: string }[]>`
      select id, owner_id from connections where workspace_id = ${workspaceId} and id = ${connectionId}`,
  )
  if (!connection) return
  const data = {
    ...{ id: connectionId, code: 'unauthorized', attention: true },
    message: words.slice(0, 2_000),
    action: 'Connect it anew: the service does not renew its access any more.',
  }
  const command = { id: newId(), type: 'connection.report_trouble', data } as never
  await store.execute(connectionPrincipal(workspaceId, connection), [command], { unasked: true })
}

const underWay = new WeakMap<Store, Map<string, Promise<Credentials>>>()

/** Those of one process wait without a connection of their own. */
function oncePerProcess(store: Store, key: string, work: () => Promise<Credentials>): Promise<Credentials> {
  const running = underWay.get(store) ?? new Map<string, Promise<Credentials>>()
  underWay.set(store, running)
  const known = running.get(key)
  if (known) return known
  const promise = work().finally(() => running.delete(key))
  running.set(key, promise)
  return promise
}
