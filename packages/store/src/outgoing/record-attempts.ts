import type { Store } from '../store.ts'
import { toStoredJson } from '../tables.ts'

/** How an attempt ended. */
export interface Attempt {
  readonly id: string
  readonly endpointId: string | null
  /** Which attempt it was, from 1. */
  readonly n: number
  readonly startedAt: string
  readonly latencyMs: number
  /** Of the answer; null: there was none. */
  readonly httpStatus: number | null
  readonly error: string | null
  readonly url: string
  readonly status: 'delivered' | 'failed' | 'dead'
  /** When it is tried again. */
  readonly nextAt: string | null
}

/** An endpoint that has taken nothing for long, of which nobody was told. */
export interface FailingEndpoint {
  readonly id: string
  readonly ownerId: string
  readonly failingSince: string
}

/**
 * Writes how attempts of one workspace ended. One whose lease was over, and which somebody else has taken since, changes nothing but
 * the list of attempts.
 * @param patienceMs after so long without a success an endpoint's owner is to be told
 */
export async function recordAttempts(
  store: Store,
  workspaceId: string,
  attempts: readonly Attempt[],
  patienceMs: number,
): Promise<readonly FailingEndpoint[]> {
  const ids = attempts.map(({ id }) => id)
  const took = endpointsOf(attempts, (attempt) => attempt.status === 'delivered')
  const failed = endpointsOf(
    attempts,
    (attempt) => attempt.status !== 'delivered' && !took.includes(attempt.endpointId ?? ''),
  )
  return store.write(workspaceId, async (tx) => {
    const rows = tx.json(attempts.map(toStoredJson) as never)
    const [, , , failing] = await Promise.all([
      tx`
        update deliveries d set status = a.status, next_at = a.next_at, last_status = a.http_status, last_latency_ms = a.latency_ms, last_error = a.error,
          url = a.url, send_step = d.send_step + case when a.status = 'failed' then 1 else 0 end,
          delivered_at = case when a.status = 'delivered' then now() end, updated_at = now()
        from jsonb_to_recordset(${rows}) as a (id uuid, n int, latency_ms int, http_status int, error text, url text, status text, next_at timestamptz)
        where d.workspace_id = ${workspaceId} and d.id = any(${ids}::uuid[]) and d.id = a.id and d.status = 'delivering' and d.attempts = a.n`.execute(),
      tx`
        insert into delivery_attempts (workspace_id, delivery_id, n, started_at, latency_ms, status, error)
        select ${workspaceId}, a.id, a.n, a.started_at, a.latency_ms, a.http_status, a.error
        from jsonb_to_recordset(${rows}) as a (id uuid, n int, started_at timestamptz, latency_ms int, http_status int, error text)
        on conflict do nothing`.execute(),
      took.length === 0
        ? undefined
        : tx`
            update webhook_endpoints set failing_since = null, failing_told_at = null
            where workspace_id = ${workspaceId} and id = any(${took}::uuid[]) and failing_since is not null`.execute(),
      failed.length === 0
        ? []
        : tx<(FailingEndpoint & { failingToldAt: string | null })[]>`
            update webhook_endpoints set failing_since = coalesce(failing_since, now())
            where workspace_id = ${workspaceId} and id = any(${failed}::uuid[])
            returning id, owner_id, failing_since, failing_told_at`.execute(),
    ])
    const before = new Date(Date.now() - patienceMs).toISOString()
    return failing.filter((one) => one.failingToldAt === null && one.failingSince <= before)
  })
}

export const markFailingTold = async (store: Store, workspaceId: string, id: string): Promise<void> =>
  void (await store.write(
    workspaceId,
    (tx) => tx`update webhook_endpoints set failing_told_at = now() where workspace_id = ${workspaceId} and id = ${id}`,
  ))

const endpointsOf = (attempts: readonly Attempt[], which: (attempt: Attempt) => boolean): string[] => [
  ...new Set(attempts.flatMap((attempt) => (which(attempt) ? (attempt.endpointId ?? []) : []))),
]
