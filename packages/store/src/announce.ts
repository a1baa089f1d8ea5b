import type { Sql } from './connection.ts'

/** Listeners look at their tables on every notice and on every poll: a notice carries nothing. */
export type Channel =
  | 'orchestrator_events'
  | 'orchestrator_runs'
  | 'orchestrator_waits'
  | 'orchestrator_flow'
  | 'orchestrator_deliveries'
  | 'orchestrator_sync'
  | 'orchestrator_agents'

/** Between two notices, in milliseconds: a lone one goes out at once, a storm costs little. */
const pause = 2

/**
 * Tells listeners on a channel that something was committed. NOTIFY takes a database-wide lock until its commit, so it is
 * sent by itself, after the commit, and at most once at a time: those that come while one is under way share the next.
 */
export function createAnnouncer(sql: Sql, channel: Channel): () => void {
  let state: 'idle' | 'sending' | 'again' = 'idle'
  const send = async (): Promise<void> => {
    state = 'sending'
    // A lost notice costs nothing but a moment, for listeners poll as well: it need not wait for the disk.
    await sql.unsafe(`set local synchronous_commit to off; notify ${channel}`).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, pause))
    if ((state as string) === 'again') return send()
    state = 'idle'
  }
  return () => {
    if (state === 'idle') void send()
    else state = 'again'
  }
}
