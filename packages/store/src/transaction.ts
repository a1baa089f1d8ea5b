import type { Sql, Tx } from './connection.ts'

/**
 * A transaction within one workspace that costs few round trips: its beginning travels with its first statements, and its
 * end may travel with its last ones. postgres.js's own `begin` waits for both.
 */
export interface OpenTransaction {
  readonly tx: Tx
  /**
   * Commits. May be sent while statements are still under way: if one of them fails, the server has rolled back and its
   * promise tells so; therefore await those as well.
   */
  commit(): Promise<unknown>
  /** Gives the connection back; what was not committed is rolled back. */
  release(): void
}

/** @param mode of the transaction, `read only` or `read write` */
export async function openTransaction(sql: Sql, workspaceId: string, mode: 'read only' | 'read write'): Promise<OpenTransaction> {
  const connection = await sql.reserve()
  // One simple query, so that row-level security has its workspace before anything else is asked.
  const begun = connection.unsafe(`begin ${mode}; select set_config('app.ws', '${uuid(workspaceId)}', true)`).execute()
  // What it fails with, the statements behind it fail with as well.
  begun.catch(() => {})
  let ended = false
  return {
    tx: connection as unknown as Tx,
    commit: () => {
      ended = true
      return connection.unsafe('commit').execute()
    },
    release: () => {
      if (!ended) connection.unsafe('rollback').execute().catch(() => {})
      connection.release()
    },
  }
}

/** Runs statements in a transaction of a workspace and commits them. */
export async function withinWorkspace<T>(sql: Sql, workspaceId: string, mode: 'read only' | 'read write', work: (tx: Tx) => Promise<T>): Promise<T> {
  const { tx, commit, release } = await openTransaction(sql, workspaceId, mode)
  try {
    const result = await work(tx)
    const committed = commit()
    // There is nothing to lose of a transaction that only read: its end need not be waited for.
    if (mode === 'read only') committed.catch(() => {})
    else await committed
    return result
  } finally {
    release()
  }
}

/** It becomes part of a statement's text. */
function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new TypeError('a workspace id is a UUID')
  return text
}
