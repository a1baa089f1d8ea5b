import type { Store } from '../store.ts'
import type { ConnectionPlace } from './sealed-connection.ts'

const leaseMs = 15_000
const beatMs = 4_000
/** Whoever hangs longer is not waited for. */
const longestMs = 60_000

/** Takes the right to renew these very credentials. @returns whether it is ours; no: somebody has it, or they were replaced */
export async function takeLease(store: Store, place: ConnectionPlace, sealed: string, lease: string): Promise<boolean> {
  const { workspaceId, connectionId } = place
  const rows = await store.write(
    workspaceId,
    (tx) => tx`
      update connections set refresh_lease = ${lease}, refresh_lease_until = now() + ${leaseMs} * interval '1 ms'
      where workspace_id = ${workspaceId} and id = ${connectionId} and sealed_credentials = ${sealed}
        and (refresh_lease_until is null or refresh_lease_until <= now())
      returning 1`,
  )
  return rows.length > 0
}

/** Keeps a lease while the work goes on, and gives it back. One that could not be given back expires. */
export async function underLease<T>(
  store: Store,
  place: ConnectionPlace,
  lease: string,
  work: () => Promise<T>,
): Promise<T> {
  const end = performance.now() + longestMs
  const beat = setInterval(() => {
    if (performance.now() > end) clearInterval(beat)
    else moveLease(store, place, lease, leaseMs).catch(() => {})
  }, beatMs)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    await moveLease(store, place, lease, 0).catch(() => {})
  }
}

const moveLease = (store: Store, { workspaceId, connectionId }: ConnectionPlace, lease: string, ms: number) =>
  store.write(
    workspaceId,
    (tx) => tx`
      update connections set refresh_lease_until = now() + ${ms} * interval '1 ms'
      where workspace_id = ${workspaceId} and id = ${connectionId} and refresh_lease = ${lease}`,
  )
