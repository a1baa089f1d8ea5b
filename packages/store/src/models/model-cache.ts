import type { Tx } from '../connection.ts'
import type { StoredAnswer } from './model-call.ts'

/** So much is kept of a workspace; what was used longest ago goes first. */
const most = { answers: 1_000, bytes: 32_000_000 }
/** What is larger is not kept at all. */
const largest = 256_000

/** No request may want an older answer than this. */
export const oldestCachedMs = 30 * 86_400_000

export interface CachedAnswer {
  readonly answer: StoredAnswer
  readonly model: string
  /** What it had taken; costUsd null: not known. */
  readonly costUsd: number | null
  readonly latencyMs: number
}

export async function readCachedAnswer(
  tx: Tx,
  workspaceId: string,
  { key, maxAgeMs }: { readonly key: string; readonly maxAgeMs: number },
): Promise<CachedAnswer | null> {
  const [row] = await tx<CachedAnswer[]>`
    update model_cache set used_at = now()
    where workspace_id = ${workspaceId} and key = ${key} and created_at > now() - ${maxAgeMs} * interval '1 ms'
    returning answer, answer->>'model' as model, cost_usd::float8, latency_ms`
  return row ?? null
}

export async function keepCachedAnswer(
  tx: Tx,
  workspaceId: string,
  key: string,
  { answer, costUsd, latencyMs }: Omit<CachedAnswer, 'model'>,
): Promise<void> {
  const bytes = Buffer.byteLength(JSON.stringify(answer))
  if (bytes > largest) return
  await tx`
    insert into model_cache (workspace_id, key, answer, bytes, cost_usd, latency_ms)
    values (${workspaceId}, ${key}, ${tx.json(answer as never)}, ${bytes}, ${costUsd}, ${latencyMs})
    on conflict (workspace_id, key) do update set answer = excluded.answer, bytes = excluded.bytes, cost_usd = excluded.cost_usd,
      latency_ms = excluded.latency_ms, created_at = now(), used_at = now()`
  await tx`
    delete from model_cache where workspace_id = ${workspaceId} and key in (
      select key from (
        select key, row_number() over w as n, sum(bytes) over w as total from model_cache where workspace_id = ${workspaceId}
        window w as (order by used_at desc, key rows unbounded preceding)
      ) r where n > ${most.answers} or total > ${most.bytes}
    )`
}
