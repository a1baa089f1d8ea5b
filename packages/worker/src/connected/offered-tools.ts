import { connectionPrincipal, newId } from '@orchestrator/domain'
import type { OfferedTool } from '@orchestrator/integrations'
import { type OpenConnection, type Store, toolsOfConnection } from '@orchestrator/store'

/**
 * Tells of tools that a server describes otherwise than when they were allowed: nobody calls these until somebody allows them again. One that
 * is not offered for now is none of them.
 */
export async function noteChanges(
  { store }: { readonly store: Store },
  {
    workspaceId,
    connection,
    offered,
  }: {
    readonly workspaceId: string
    readonly connection: Pick<OpenConnection, 'id' | 'ownerId'>
    readonly offered: readonly OfferedTool[]
  },
): Promise<void> {
  const allowed = await store.read(workspaceId, (tx) => toolsOfConnection(tx, workspaceId, connection.id))
  const hashes = new Map(offered.map(({ name, hash }) => [name, hash]))
  const changed = allowed.filter(
    ({ name, hash, changedAt }) => changedAt === null && (hashes.get(name) ?? hash) !== hash,
  )
  if (changed.length === 0) return
  const data = { connectionId: connection.id, tools: changed.map(({ id, hash }) => ({ id, hash })) }
  const command = { id: newId(), type: 'connection_tool.report_change', data } as never
  await store.execute(connectionPrincipal(workspaceId, connection), [command], { unasked: true })
}
