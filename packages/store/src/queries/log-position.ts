import type { Store } from '../store.ts'

/** How long the logs of all workspaces are, and how far the relay is behind. */
export async function logPosition(store: Store): Promise<{ head: number; behind: number }> {
  const rows = await store.sql<{ head: number; behind: number }[]>`select head, behind from log_position()`
  return rows[0] ?? { head: 0, behind: 0 }
}
