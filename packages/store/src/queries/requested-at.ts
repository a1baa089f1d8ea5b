import type { Tx } from '../connection.ts'

/** When a request with this name was accepted first. */
export async function requestedAt(tx: Tx, workspaceId: string, id: string): Promise<string | undefined> {
  const [row] = await tx<{ at: string }[]>`
    select to_json(created_at) #>> '{}' as at from commands where workspace_id = ${workspaceId} and id = ${id}`
  return row?.at
}
