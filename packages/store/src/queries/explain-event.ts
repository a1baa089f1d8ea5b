import type { AnyEvent } from '@orchestrator/domain'
import { eventAt } from '../automation/events.ts'
import { type Definition, definitionsAt } from '../automation/relay.ts'
import type { Run } from '../automation/runs.ts'
import type { Tx } from '../connection.ts'

export interface EventWithAutomations {
  readonly event: AnyEvent
  /** Those in force when it happened: an event that changes an automation still meets the version before. */
  readonly definitions: readonly Definition[]
  /** What it started, or was kept from starting. */
  readonly runs: readonly Run[]
  /** The relay has looked at it. */
  readonly reached: boolean
}

/** An event and all that could have started on it. @param at its place in the log, or its id */
export async function eventWithAutomations(
  tx: Tx,
  workspaceId: string,
  at: number | string,
): Promise<EventWithAutomations | undefined> {
  const event = await eventAt(tx, workspaceId, at)
  if (event === null) return undefined
  const { seq } = event
  const [definitions, runs, cursors] = await Promise.all([
    definitionsAt(tx, workspaceId, seq - 1),
    tx<Run[]>`select * from runs where workspace_id = ${workspaceId} and event_seq = ${seq} order by created_at, id`,
    tx<{ seq: number }[]>`select seq from relay_cursors where workspace_id = ${workspaceId}`,
  ])
  return { event, definitions, runs, reached: (cursors[0]?.seq ?? 0) >= seq }
}
