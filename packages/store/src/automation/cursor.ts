import type { Store } from '../store.ts'

/** A new workspace's cursor begins at 0. */
export async function ensureCursor(store: Store, workspaceId: string): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`insert into relay_cursors (workspace_id, seq) values (${workspaceId}, 0) on conflict do nothing`,
  )
}

/** How far the relay has read a workspace's log. */
export async function cursorOf(store: Store, workspaceId: string): Promise<number> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ seq: number }[]>`select seq from relay_cursors where workspace_id = ${workspaceId}`,
  )
  return rows[0]?.seq ?? 0
}
