import { type Store, serverOfBundle } from '@orchestrator/store'
import type { BundleRef } from './bundle-slot.ts'

/** Whether a bundle is for this host, not for processes of its team. That is part of the bundle and never changes, so it is asked once. */
export function createServedHere(store: Store): (bundle: BundleRef) => Promise<boolean> {
  const known = new Map<string, boolean>()
  return async ({ workspaceId, hash }) => {
    const key = `${workspaceId}/${hash}`
    const found = known.get(key)
    if (found !== undefined) return found
    const server = await serverOfBundle(store, workspaceId, hash)
    // One that is not stored yet may be asked about again.
    if (server === null) return true
    if (known.size > 10_000) known.clear()
    known.set(key, server === 'platform')
    return server === 'platform'
  }
}
