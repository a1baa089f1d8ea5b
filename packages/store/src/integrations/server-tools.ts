import type { ConnectionTool } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'

/** A tool that agents may call, and where. */
export interface AllowedTool extends ConnectionTool {
  /** The name of its connection. */
  readonly server: string
}

/** All tools of these servers that agents may call now: neither those that have changed nor those of servers that are disconnected. */
export const allowedTools = (store: Store, workspaceId: string, servers: readonly string[]) =>
  store.read(
    workspaceId,
    (tx) => tx<AllowedTool[]>`
      select t.*, c.name as server from connection_tools t
      join connections c on c.workspace_id = t.workspace_id and c.id = t.connection_id
      where t.workspace_id = ${workspaceId} and c.provider = 'mcp' and c.status <> 'disconnected' and c.name = any(${servers as string[]})
        and t.changed_at is null
      order by c.name, t.name`,
  )

/** What of a connection was allowed, also what has changed since. */
export const toolsOfConnection = (tx: Tx, workspaceId: string, connectionId: string) => tx<ConnectionTool[]>`
  select id, connection_id, name, title, description, input_schema, read_only, idempotent, hash, trusted, allowed_by_id, allowed_at, changed_at
  from connection_tools where workspace_id = ${workspaceId} and connection_id = ${connectionId} order by name`
