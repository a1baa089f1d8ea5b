import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { keepCachedAnswer } from './model-cache.ts'
import type { ModelCallEnd, ModelCallPlace } from './model-call.ts'

/**
 * Writes down what came of a try. What it cost is added to that of tries before it. One that was taken over meanwhile is not lost after
 * all: what it cost counts, and what it says does not. To say it twice is to say it once.
 */
export const endModelCall = (store: Store, call: ModelCallPlace, tryId: string, end: ModelCallEnd): Promise<void> =>
  store.write(call.workspaceId, async (tx) => {
    const counted = await count(tx, call, tryId, end)
    // It was written down, and the answer to that was lost.
    if (counted.count === 0) return
    const { outcome, unpriced, latencyMs } = end
    const costUsd = unpriced ? null : end.costUsd
    const mine = await close(tx, call, tryId, end)
    if (mine && 'answer' in outcome && outcome.cacheKey !== null)
      await keepCachedAnswer(tx, call.workspaceId, outcome.cacheKey, { answer: outcome.answer, costUsd, latencyMs })
  })

const count = (tx: Tx, { workspaceId, id }: ModelCallPlace, tryId: string, { usage, ...end }: ModelCallEnd) => tx`
  update model_calls set
    attempts = attempts || ${tx.json(end.attempts as never)}, cost_usd = coalesce(cost_usd, 0) + ${end.costUsd}::numeric,
    unpriced = unpriced or cost_usd is null or ${end.unpriced},
    input_tokens = input_tokens + ${usage.input}, cached_input_tokens = cached_input_tokens + ${usage.cachedInput},
    output_tokens = output_tokens + ${usage.output}, latency_ms = latency_ms + ${Math.round(end.latencyMs)},
    lost = lost - (try_id is distinct from ${tryId}::uuid)::int, ended_tries = ended_tries || ${tryId}::uuid
  where workspace_id = ${workspaceId} and id = ${id} and not (${tryId}::uuid = any(ended_tries))`

/** @returns whether it was this try's to say what the call ends in */
async function close(tx: Tx, call: ModelCallPlace, tryId: string, { outcome }: ModelCallEnd): Promise<boolean> {
  const answered = 'answer' in outcome ? outcome : null
  const failed = 'error' in outcome ? outcome : null
  const rows = await tx`
    update model_calls set
      try_id = null, status = ${answered ? 'answered' : 'failed'}, error = ${failed?.error ?? null}, http_status = ${failed?.httpStatus ?? 0},
      model = ${answered?.model ?? null}, provider = ${answered ? answered.model.slice(0, answered.model.indexOf('/')) : null},
      price_source = ${answered?.price?.source ?? null}, price_as_of = ${answered?.price?.asOf ?? null},
      answer = ${answered && call.isRepeatable ? tx.json(answered.answer as never) : null}
    where workspace_id = ${call.workspaceId} and id = ${call.id} and try_id = ${tryId}
    returning 1`
  return rows.length > 0
}
