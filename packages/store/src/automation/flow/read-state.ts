import { durationMs, type Flow, type FlowState } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'

/** An automation as it is now, with what its flow limits and how much of that is used. */
export interface AutomationFlow extends FlowState {
  readonly kind: 'rule' | 'playbook'
  readonly name: string
  readonly enabled: boolean
}

const minute = 60_000

/** @returns null when there is no such automation, or no more */
export async function readFlowState(
  tx: Tx,
  workspaceId: string,
  automationId: string,
  now: Date,
): Promise<AutomationFlow | null> {
  const rows = await tx<
    (Pick<AutomationFlow, 'kind' | 'name' | 'enabled' | 'flow' | 'pausedAt'> & { maxRunsPerMinute: number })[]
  >`
    select a.*, w.max_runs_per_minute from (
      select 'rule' as kind, name, enabled, flow, paused_at from rules where workspace_id = ${workspaceId} and id = ${automationId}
      union all
      select 'playbook', name, enabled, manifest -> 'flow', paused_at from playbooks
      where workspace_id = ${workspaceId} and id = ${automationId} and removed_at is null
    ) a join workspaces w on w.workspace_id = ${workspaceId} and w.id = ${workspaceId}`
  const [found] = rows
  if (!found) return null
  const { maxRunsPerMinute, ...automation } = found
  const flow = automation.flow ?? null
  const maxPerMinute = flow?.maxPerMinute ?? maxRunsPerMinute
  return {
    ...automation,
    flow,
    maxPerMinute,
    ...(await readUse(tx, { workspaceId, automationId, flow, maxPerMinute, now })),
  }
}

async function readUse(
  tx: Tx,
  {
    workspaceId,
    automationId,
    flow,
    maxPerMinute,
    now,
  }: {
    workspaceId: string
    automationId: string
    flow: Flow | null
    maxPerMinute: number
    now: Date
  },
): Promise<Pick<FlowState, 'running' | 'started' | 'recent'>> {
  const { concurrency, throttle } = flow ?? {}
  const before = (period: number) => new Date(now.getTime() - period).toISOString()
  const [running, started, recent] = await Promise.all([
    concurrency
      ? tx<{ key: string; count: number }[]>`
          select coalesce(f.concurrency_key, '') as key, count(*)::int as count from flow_runs f
          where f.workspace_id = ${workspaceId} and f.automation_id = ${automationId} and f.phase = 'admitted'
            and exists (select from runs r where r.workspace_id = f.workspace_id and r.id = f.run_id and r.ended_at is null)
          group by 1`
      : [],
    throttle
      ? tx<{ key: string; at: number[] }[]>`
          select coalesce(f.throttle_key, '') as key, jsonb_agg(extract(epoch from f.admitted_at)::float8 * 1000 order by f.admitted_at desc) as at
          from flow_runs f
          where f.workspace_id = ${workspaceId} and f.automation_id = ${automationId} and f.admitted_at > ${before(durationMs(throttle.period))}
          group by 1`
      : [],
    tx<{ at: number }[]>`
      select extract(epoch from u.at)::float8 * 1000 as at from (
        select f.admitted_at as at from flow_runs f
        where f.workspace_id = ${workspaceId} and f.automation_id = ${automationId} and f.admitted_at > ${before(minute)}
        union all
        select r.created_at from runs r
        where r.workspace_id = ${workspaceId} and r.automation_id = ${automationId} and r.created_at > ${before(minute)}
          and not r.flow and r.status <> 'skipped'
      ) u order by u.at desc limit ${maxPerMinute}`,
  ])
  return {
    running: new Map(running.map(({ key, count }) => [key, count])),
    started: new Map(started.map(({ key, at }) => [key, at])),
    recent: recent.map(({ at }) => at),
  }
}
