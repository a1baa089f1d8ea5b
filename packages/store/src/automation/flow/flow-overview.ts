import type { Flow } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'
import { readFlowState } from './read-state.ts'

/** What of an automation is under way, what is held, and when the gate looks at it next. */
export interface FlowOverview {
  readonly kind: 'rule' | 'playbook'
  readonly name: string
  readonly enabled: boolean
  readonly pausedAt: string | null
  readonly flow: Flow | null
  readonly maxPerMinute: number
  /** How many have started within the last minute. */
  readonly startedLastMinute: number
  readonly held: number
  readonly nextAdmissionAt: string | null
  /** By concurrency key, those with most first. */
  readonly keys: readonly { readonly key: string; readonly running: number; readonly held: number }[]
}

const mostKeys = 100

export async function flowOverview(tx: Tx, workspaceId: string, automationId: string): Promise<FlowOverview | null> {
  const now = new Date()
  const state = await readFlowState(tx, workspaceId, automationId, now)
  if (!state) return null
  const [keys, totals] = await Promise.all([
    tx<FlowOverview['keys'][number][]>`
      select coalesce(f.concurrency_key, '') as key,
        count(*) filter (where f.phase = 'admitted' and r.ended_at is null)::int as running,
        count(*) filter (where f.admitted_at is null)::int as held
      from flow_runs f join runs r on r.workspace_id = f.workspace_id and r.id = f.run_id
      where f.workspace_id = ${workspaceId} and f.automation_id = ${automationId} and f.phase <> 'over'
      group by 1 having count(*) filter (where f.admitted_at is null or r.ended_at is null) > 0
      order by 2 desc, 3 desc, 1 limit ${mostKeys}`,
    tx<{ held: number; next: string | null }[]>`
      select
        (select count(*)::int from flow_runs where workspace_id = ${workspaceId} and automation_id = ${automationId} and admitted_at is null) as held,
        (select min(due_at) from flow_wakes where workspace_id = ${workspaceId} and automation_id = ${automationId}) as next`,
  ])
  const { kind, name, enabled, pausedAt, flow, maxPerMinute, recent } = state
  const held = totals[0]?.held ?? 0
  return {
    ...{ kind, name, enabled, pausedAt, flow, maxPerMinute, keys, held },
    startedLastMinute: recent.length,
    nextAdmissionAt: held > 0 && pausedAt === null ? (totals[0]?.next ?? null) : null,
  }
}
