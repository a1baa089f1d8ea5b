import type { Store } from '../store.ts'
import type { ConnectionRef } from '../sync/claims.ts'

/** For how long a connection's service wants no requests, in milliseconds; 0: they may be made. */
export async function throttledFor(store: Store, { workspaceId, connectionId }: ConnectionRef): Promise<number> {
  const [row] = await store.read(
    workspaceId,
    (tx) => tx<{ ms: number }[]>`
      select greatest(0, ceil(extract(epoch from throttled_until - now()) * 1000))::float8 as ms
      from connection_syncs where workspace_id = ${workspaceId} and connection_id = ${connectionId}`,
  )
  return row?.ms ?? 0
}

/** Tells all who work for a connection what its service said: that it wants no requests for so long. */
export const throttleConnection = (
  store: Store,
  { workspaceId, connectionId }: ConnectionRef,
  ms: number,
): Promise<unknown> =>
  store.write(
    workspaceId,
    (tx) => tx`
      update connection_syncs set throttled_until = greatest(throttled_until, now() + ${ms} * interval '1 ms')
      where workspace_id = ${workspaceId} and connection_id = ${connectionId}`,
  )
