import postgres from 'postgres'
import { definerRole } from '../roles.ts'
import type { Store } from '../store.ts'

/** How far seq jumps when the store was restored: farther than a lost tail of the log can have reached. */
const jump = 1_000_000_000

/** The store's epoch. It is part of workflow ids, for after a restore Temporal knows ids that the store has forgotten. */
export async function currentEpoch(store: Store): Promise<number> {
  const rows = await store.sql<{ epoch: number }[]>`select epoch from store_epoch`
  return rows[0]?.epoch ?? 1
}

/**
 * To be called once after Postgres was restored from a backup, before anything else runs: begins a new epoch, moves every
 * workspace's seq past all that was given out before (the hole is declared in event_gaps), and queues open runs again, so
 * that they start anew under the new epoch. What they did before the backup is in the ledger and is not done twice.
 * @returns the new epoch
 */
export async function renewEpoch({ databaseUrl }: { databaseUrl: string }): Promise<number> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  try {
    return await sql.begin(async (tx) => {
      // The owner may be bound by row-level security itself: only the role that looks across workspaces sees them all.
      await tx`set local role ${tx(definerRole)}`
      const workspaces = await tx<{ workspace_id: string }[]>`select workspace_id from workspace_heads`
      await tx`reset role`
      for (const { workspace_id: ws } of workspaces) {
        await tx`select set_config('app.ws', ${ws}, true)`
        await tx`
          with old as (select seq from workspace_heads where workspace_id = ${ws} for update),
          gap as (
            insert into event_gaps (workspace_id, from_seq, to_seq, reason, created_at)
            select ${ws}, old.seq + 1, old.seq + ${jump}, 'restored from a backup', now() from old
          )
          update workspace_heads h set seq = old.seq + ${jump}, dirty = true from old where h.workspace_id = ${ws}`
        await tx`
          update runs set status = 'queued', batch_id = null, workflow_id = null, leased_until = null, wake_at = case when stepped then now() end
          where workspace_id = ${ws} and (status = 'running' or (stepped and status = 'queued'))`
        await tx`
          update agent_runs set status = 'queued', workflow_id = null, told = 0
          where workspace_id = ${ws} and status in ('running', 'waiting')`
        // Temporal may know them as they became after the backup.
        await tx`update schedules set sync_at = now() where workspace_id = ${ws}`
        await tx`delete from waits where workspace_id = ${ws}`
      }
      const rows = await tx<
        { epoch: number }[]
      >`update store_epoch set epoch = epoch + 1, renewed_at = now() returning epoch`
      return rows[0]?.epoch ?? 1
    })
  } finally {
    await sql.end({ timeout: 5 })
  }
}
