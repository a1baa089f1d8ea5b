import type { Store } from '../store.ts'

/** Whether a rule is there and switched on. */
export async function ruleIsOn(store: Store, workspaceId: string, id: string): Promise<boolean> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ enabled: boolean }[]>`
    select enabled from rules where workspace_id = ${workspaceId} and id = ${id}`,
  )
  return rows[0]?.enabled === true
}
