import { setTimeout as pause } from 'node:timers/promises'
import { AppError, connectionPrincipal, newId } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { disconnected } from './connections.ts'
import { takeLease, underLease } from './refresh-lease.ts'
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
/** While somebody renews them the others use them so much longer. */
const leastMs = 10_000
/** So long the others wait for whoever renews them. */
const patienceMs = 60_000
const lookEveryMs = 100

/**
 * Credentials that work now. Of all processes that find them expired one asks for new ones, who has that right on lease, and stores them
 * **before** anybody uses them; the others go on with the old ones while these work, then look for what it stored. Nobody has a lock while
 * the service is asked. Of a process that is killed then the lease expires. What it was answered is lost: services that rotate refresh
 * tokens then refuse the next refresh, the connection's trouble says `unauthorized`, and its owner connects it anew.
 *
 * @param refresh null: they are never refreshed
 * @param failed the access token that the service refused, though it has not expired by its date
 * @throws AppError `not_found`, `invalid_state`, `unavailable` when whoever renews them takes too long; and what `refresh` throws
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
  const { credentials } = await stored(store, place)
  if (refresh === null || !isStale(credentials, failed)) return credentials
  const key = `${workspaceId} ${connectionId} ${failed ?? ''}`
  if (underWay.get(store)?.has(key) && stillWorks(credentials, failed)) return credentials
  return oncePerProcess(store, key, () => refreshOnce(store, place, refresh, failed))
}

async function refreshOnce(
  store: Store,
  place: ConnectionPlace,
  refresh: CredentialsRefresh,
  failed: string | undefined,
): Promise<Credentials> {
  const until = performance.now() + patienceMs
  for (;;) {
    const old = await stored(store, place)
    // Somebody else was first.
    if (!isStale(old.credentials, failed)) return old.credentials
    const lease = newId()
    if (await takeLease(store, place, old.sealed, lease))
      return underLease(store, place, lease, () => renew(store, place, refresh, old))
    if (stillWorks(old.credentials, failed)) return old.credentials
    if (performance.now() > until)
      throw new AppError('unavailable', 'the access to the service is being renewed, and it does not answer')
    await pause(lookEveryMs)
  }
}

async function renew(
  store: Store,
  place: ConnectionPlace,
  refresh: CredentialsRefresh,
  old: Stored,
): Promise<Credentials> {
  const credentials = await refresh.refresh(old.credentials).catch(async (error: unknown) => {
    const words = refresh.refused(error)
    if (words !== null) await reportRefusal(store, place, old, words)
    throw error
  })
  const renewed = { ...old.credentials, ...credentials }
  const sealed = sealCredentials(place, renewed)
  const keep = () => store.write(place.workspaceId, (tx) => keepCredentials(tx, place, { sealed, old: old.sealed }))
  // The old ones need not work any more: what was answered is stored over another connection when the database drops this one.
  const kept = await untilKept(keep)
  return kept ? renewed : (await stored(store, place)).credentials
}

/** Credentials that a person gave meanwhile stay. @returns whether these are the stored ones now */
async function keepCredentials(
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

async function stored(store: Store, place: ConnectionPlace): Promise<Stored> {
  const { workspaceId, connectionId } = place
  const [row] = await store.read(
    workspaceId,
    (tx) => tx<{ sealed: string | null }[]>`
      select sealed_credentials as sealed from connections where workspace_id = ${workspaceId} and id = ${connectionId}`,
  )
  if (!row) throw new AppError('not_found', `there is no connection ${connectionId}`)
  if (row.sealed === null) throw disconnected()
  return { credentials: openCredentials(place, row.sealed), sealed: row.sealed }
}

function isStale({ accessToken, refreshToken, expiresAt }: Credentials, failed: string | undefined): boolean {
  if (!refreshToken) return false
  if (failed !== undefined && accessToken === failed) return true
  return Boolean(expiresAt) && Date.parse(expiresAt ?? '') <= Date.now() + marginMs
}

/** By their date, and as far as anybody has said. */
const stillWorks = ({ accessToken, expiresAt }: Credentials, failed: string | undefined): boolean =>
  (failed === undefined || accessToken !== failed) && Date.parse(expiresAt ?? '') > Date.now() + leastMs

/** Not of credentials in whose place somebody has given others meanwhile. */
async function reportRefusal(
  store: Store,
  { workspaceId, connectionId }: ConnectionPlace,
  { sealed }: Stored,
  words: string,
): Promise<void> {
  const [connection] = await store.read(
    workspaceId,
    (tx) => tx<{ id: string; ownerId: string }[]>`
      select id, owner_id from connections
      where workspace_id = ${workspaceId} and id = ${connectionId} and sealed_credentials = ${sealed}`,
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

const mostTries = 5
const pauseMs = 200

/** What the service gave may be the only one that works: it is stored although the database drops one connection after the other. */
async function untilKept<T>(keep: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await keep()
    } catch (error) {
      if (tries === mostTries) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs * tries))
    }
  }
}
