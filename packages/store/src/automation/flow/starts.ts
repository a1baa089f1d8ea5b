import { defaultMaxPerMinute } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'

export interface Starts {
  readonly automationId: string
  /** In the last minute. */
  readonly count: number
  /** Some of its runs are held. */
  readonly held: boolean
}

/** How often each automation has started in the last minute, and which have held runs. */
export async function startsOfLastMinute(
  tx: Tx,
  workspaceId: string,
): Promise<{ maxPerMinute: number; starts: Starts[] }> {
  const [starts, workspaces] = await Promise.all([
    tx<Starts[]>`
      select automation_id, sum(count)::int as count, bool_or(held) as held from (
        select automation_id, count(*) as count, false as held from runs
        where workspace_id = ${workspaceId} and created_at > now() - interval '1 minute' and status <> 'skipped' group by 1
        union all
        select distinct automation_id, 0, true from flow_runs where workspace_id = ${workspaceId} and admitted_at is null
      ) s group by 1`,
    tx<{ most: number }[]>`
      select max_runs_per_minute as most from workspaces where workspace_id = ${workspaceId} and id = ${workspaceId}`,
  ])
  return { maxPerMinute: workspaces[0]?.most ?? defaultMaxPerMinute, starts }
}

/** Which of these automations have held runs. */
export async function heldAutomations(
  tx: Tx,
  workspaceId: string,
  automationIds: readonly string[],
): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select a as id from unnest(${automationIds as string[]}::uuid[]) as a
    where exists (select from flow_runs f where f.workspace_id = ${workspaceId} and f.automation_id = a and f.admitted_at is null)`
  return rows.map(({ id }) => id)
}
