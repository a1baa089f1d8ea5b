import { newId } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { type CachedAnswer, readCachedAnswer } from './model-cache.ts'
import type { ModelCallPlace, NewModelCall, Reservation, StoredAnswer } from './model-call.ts'
import { lockBudgets, type PeriodBudget, readPeriodBudgets } from './period-budgets.ts'

/** answered: under this id before, or under the same key (`cached`). mine: to be made, and ended by its `tryId`. */
export type BegunModelCall<P extends Reservation> =
  | ({ readonly state: 'answered' } & KnownAnswer)
  | { readonly state: 'mine'; readonly tryId: string; readonly plan: P }

/**
 * Writes a call down before it is made, so that what it may cost is left for it and that it was made is known whatever becomes of the
 * process. One that was begun and never ended is taken over, and counted as lost.
 *
 * @param plan judges the budgets and says how it is made; what it throws is thrown, and nothing is written
 */
export function beginModelCall<P extends Reservation>(
  store: Store,
  call: NewModelCall,
  plan: (budgets: readonly PeriodBudget[]) => P,
): Promise<BegunModelCall<P>> {
  return store.write(call.workspaceId, async (tx): Promise<BegunModelCall<P>> => {
    const known = await readAnswer(tx, call)
    if (known) return { state: 'answered', ...known }
    const hit = call.cache && (await readCachedAnswer(tx, call.workspaceId, call.cache))
    if (hit) {
      await recordHit(tx, call, hit)
      return { state: 'answered', answer: hit.answer, cached: true }
    }
    await lockBudgets(tx, call)
    const planned = plan(await readPeriodBudgets(tx, call))
    const tryId = newId()
    await open(tx, call, tryId, planned)
    return { state: 'mine', tryId, plan: planned }
  })
}

interface KnownAnswer {
  readonly answer: StoredAnswer
  readonly cached: boolean
}

async function readAnswer(tx: Tx, { workspaceId, id }: ModelCallPlace): Promise<KnownAnswer | null> {
  const [row] = await tx<KnownAnswer[]>`
    select answer, cached from model_calls
    where workspace_id = ${workspaceId} and id = ${id} and status = 'answered' and answer is not null`
  return row ?? null
}

const open = (tx: Tx, call: NewModelCall, tryId: string, { reservedUsd, reservedMs }: Reservation) => tx`
  insert into model_calls as c (workspace_id, id, run_id, step, project_id, agent, purpose, route, try_id, reserved_usd, reserved_until)
  values (${call.workspaceId}, ${call.id}, ${call.runId}, ${call.step}, ${call.projectId}, ${call.agent}, ${call.purpose}, ${call.route},
    ${tryId}, ${reservedUsd}, now() + ${reservedMs} * interval '1 ms')
  on conflict (workspace_id, id) do update set
    status = 'open', error = null, http_status = 0, route = excluded.route, lost = c.lost + (c.try_id is not null)::int,
    try_id = excluded.try_id, reserved_usd = excluded.reserved_usd, reserved_until = excluded.reserved_until`

const recordHit = (tx: Tx, call: NewModelCall, { answer, model, costUsd, latencyMs }: CachedAnswer) => tx`
  insert into model_calls as c (workspace_id, id, run_id, step, project_id, agent, purpose, route, model, provider, status, cached, coalesced, saved_usd, saved_ms, answer)
  values (${call.workspaceId}, ${call.id}, ${call.runId}, ${call.step}, ${call.projectId}, ${call.agent}, ${call.purpose}, ${call.route},
    ${model}, split_part(${model}, '/', 1), 'answered', true, ${call.isCoalesced}, ${costUsd}, ${call.isCoalesced ? 0 : latencyMs}, ${call.isRepeatable ? tx.json(answer as never) : null})
  on conflict (workspace_id, id) do update set
    status = 'answered', error = null, cached = true, coalesced = excluded.coalesced, model = excluded.model, provider = excluded.provider, saved_usd = excluded.saved_usd,
    saved_ms = excluded.saved_ms, answer = excluded.answer, lost = c.lost + (c.try_id is not null)::int, try_id = null`
