import type { Command, Principal } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { isRetryable } from '../execute/database-errors.ts'
import { executeGroup } from '../execute/execute-group.ts'
import { prepareRequest } from '../execute/prepare.ts'
import type { AppliedCommand, ExecuteOutcome } from '../execute/request.ts'
import type { Store } from '../store.ts'

/** What one thing needs here: commands, and what is noted of it in the same transaction if they are accepted. */
export interface SyncChange {
  readonly commands: readonly Command[]
  readonly settle: (tx: Tx, applied: readonly AppliedCommand[]) => readonly Promise<unknown>[]
}

const attempts = 4

/**
 * Does all of them in one transaction, in which each succeeds or fails by itself.
 * @returns how each ended, in their order
 * @throws what the database refuses; then none is done
 */
export async function changeHere(
  store: Store,
  principal: Principal,
  changes: readonly SyncChange[],
): Promise<readonly ExecuteOutcome[]> {
  if (changes.length === 0) return []
  const requests = changes.map(({ commands }) => prepareRequest({ principal, commands }))
  const alongside = (tx: Tx, outcomes: readonly ExecuteOutcome[]) =>
    outcomes.flatMap((outcome, n) => (outcome.ok ? (changes[n]?.settle(tx, outcome.commands) ?? []) : []))
  for (let attempt = 1; ; attempt++) {
    try {
      const outcomes = await executeGroup(store.sql, principal.workspaceId, requests, { alongside })
      store.announce('orchestrator_events')
      return outcomes
    } catch (error) {
      // A lost race: looked at again, it ends as a clear refusal of one of them.
      if (attempt >= attempts || !isRetryable(error)) throw error
    }
  }
}
