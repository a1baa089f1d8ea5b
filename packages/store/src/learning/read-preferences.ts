import type { Preference } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { selectView } from '../queries/entity-columns.ts'

/** All preferences of a workspace. */
export const readPreferences = async (tx: Tx, workspaceId: string): Promise<Preference[]> => [
  ...(await tx.unsafe<Preference[]>(selectView('preference'), [workspaceId], { prepare: true })),
]

/** The tags of tasks, by their ids. */
export async function tagsOfTasks(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx<{ id: string; tags: string[] }[]>`
    select id, tags from tasks where workspace_id = ${workspaceId} and id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, tags }) => [id, tags]))
}
