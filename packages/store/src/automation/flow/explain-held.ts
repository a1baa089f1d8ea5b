import { type Hold, judge } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'
import { isBehind } from '../overlap.ts'
import { heldRun } from './admit.ts'
import { type AutomationFlow, readFlowState } from './read-state.ts'
import type { FlowRow } from './take-in.ts'

/** Why runs are held, and when each is tried again; those that are not held are left out. */
export async function explainHeld(
  tx: Tx,
  workspaceId: string,
  runs: readonly { id: string; automationId: string; status: string }[],
  now = new Date(),
): Promise<ReadonlyMap<string, Hold>> {
  const held = runs.filter(({ status }) => status === 'held')
  if (held.length === 0) return new Map()
  const ids = held.map(({ id }) => id)
  const rows = await tx<(FlowRow & { automationId: string; behind: boolean })[]>`
    select f.*, ${isBehind(tx)} as behind from flow_runs f join runs r on r.workspace_id = f.workspace_id and r.id = f.run_id
    where f.workspace_id = ${workspaceId} and f.run_id = any(${ids}::uuid[]) and f.admitted_at is null`
  const states = new Map<string, AutomationFlow | null>()
  for (const id of new Set(rows.map((row) => row.automationId)))
    states.set(id, await readFlowState(tx, workspaceId, id, now))
  return new Map(
    rows.flatMap((row) => {
      const state = states.get(row.automationId)
      const hold = state && judge(heldRun(row), state, now.getTime())
      return hold ? [[row.runId, { ...hold, reason: `the ${state.kind} holds it: ${hold.reason}` }] as const] : []
    }),
  )
}
