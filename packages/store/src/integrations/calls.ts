import { AppError, deriveId } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import type { ConnectionRef } from '../sync/claims.ts'

/** So long the answer of one that was done is repeated. */
const keptDays = 30

/** An action that is asked for with a key, from which its id is derived. */
export interface ConnectionCall extends ConnectionRef {
  readonly id: string
  readonly action: string
}

/** mine: by its `attempt`, the first one being 1. After another, nobody knows what came of those before. */
export type BegunCall =
  | { readonly state: 'done'; readonly output: unknown }
  | { readonly state: 'busy' }
  | { readonly state: 'mine'; readonly attempt: number }

/** The command that tells what came of a call: one that it was done, and one for each way in which it was not. */
export const callReportId = (id: string, error: string | null): string => deriveId(id, 'called', error ?? 'done')

/**
 * Takes a call: one at a time may do it, and only until it is done.
 * @throws AppError `invalid_state` when it was done so long ago that its answer is forgotten
 */
export function beginCall(store: Store, call: ConnectionCall, leaseMs: number): Promise<BegunCall> {
  const { workspaceId, connectionId, id, action } = call
  return store.write(workspaceId, async (tx): Promise<BegunCall> => {
    const [mine] = await tx<{ attempts: number }[]>`
      insert into connection_calls as c (workspace_id, id, connection_id, action, attempts, lease_until)
      values (${workspaceId}, ${id}, ${connectionId}, ${action}, 1, now() + ${leaseMs} * interval '1 ms')
      on conflict (workspace_id, id) do update set attempts = c.attempts + 1, lease_until = excluded.lease_until
        where c.done_at is null and c.lease_until <= now()
      returning attempts`
    if (mine) {
      if (mine.attempts === 1) await refuseForgotten(tx, call)
      return { state: 'mine', attempt: mine.attempts }
    }
    const [other] = await tx<{ output: unknown; done: boolean }[]>`
      select output, done_at is not null as done from connection_calls where workspace_id = ${workspaceId} and id = ${id}`
    return other?.done ? { state: 'done', output: other.output } : { state: 'busy' }
  })
}

/** @returns false: it is another's by now, who took it when this one had stood still */
export const keepCall = (
  store: Store,
  { workspaceId, id }: ConnectionCall,
  attempt: number,
  leaseMs: number,
): Promise<boolean> =>
  store.write(workspaceId, async (tx) => {
    const kept = await tx`
      update connection_calls set lease_until = now() + ${leaseMs} * interval '1 ms'
      where workspace_id = ${workspaceId} and id = ${id} and done_at is null and attempts = ${attempt} returning 1`
    return kept.length > 0
  })

/** The ledger keeps a key for ever: what was done under it is not done again when its answer is gone. */
async function refuseForgotten(tx: Tx, { workspaceId, id }: ConnectionCall): Promise<void> {
  const [done] = await tx`select 1 from commands where workspace_id = ${workspaceId} and id = ${callReportId(id, null)}`
  if (!done) return
  const words = `this was done with the same Idempotency-Key, and its answer is kept for ${keptDays} days`
  throw new AppError('invalid_state', words)
}

/**
 * Nothing where it is another's by now. Whoever says that it was done has told it in the log.
 * @param output undefined: it was not done, and may be tried again at once
 */
export const endCall = (
  store: Store,
  { workspaceId, id }: ConnectionCall,
  attempt: number,
  output: unknown,
): Promise<unknown> =>
  store.write(workspaceId, (tx) =>
    output === undefined
      ? tx`
          update connection_calls set lease_until = now()
          where workspace_id = ${workspaceId} and id = ${id} and done_at is null and attempts = ${attempt}`
      : tx`
          update connection_calls set output = ${tx.json(output as never)}, done_at = now(), lease_until = now(), told = true
          where workspace_id = ${workspaceId} and id = ${id} and done_at is null and attempts = ${attempt}`,
  )

/** Calls that were done long ago are forgotten. Of those of which nobody knows what came it is kept that there was a try. */
export const sweepCalls = (store: Store): Promise<unknown> =>
  store.sql`select sweep_connection_calls(now() - ${keptDays} * interval '1 day')`
