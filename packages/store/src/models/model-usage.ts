import type { ModelUsage, ModelUsageGrouping } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

const mostGroups = 1_000

/** A call counts on the day on which it began. */
const keys: Readonly<Record<ModelUsageGrouping, string>> = {
  day: "to_char(c.at at time zone (select time_zone from workspaces where workspace_id = $1), 'YYYY-MM-DD')",
  agent: 'c.agent',
  model: 'c.model',
  project: 'c.project_id::text',
  purpose: 'c.purpose',
}

/** Calls under way count with what their tries before have taken. */
const totals = `
  count(*)::int as calls, (count(*) filter (where cached))::int as cached,
  (count(*) filter (where coalesced))::int as coalesced, (count(*) filter (where status = 'failed'))::int as failed,
  round((count(*) filter (where cached))::numeric / nullif(count(*), 0), 4)::float8 as hit_rate,
  coalesce(sum(input_tokens), 0)::bigint as input_tokens, coalesce(sum(cached_input_tokens), 0)::bigint as cached_input_tokens,
  coalesce(sum(output_tokens), 0)::bigint as output_tokens, coalesce(sum(cost_usd), 0)::float8 as cost_usd,
  (count(*) filter (where unpriced or cost_usd is null))::int as unpriced, coalesce(sum(lost), 0)::int as lost,
  coalesce(sum(saved_usd), 0)::float8 as saved_usd, coalesce(sum(saved_ms), 0)::bigint as saved_ms,
  round(avg(latency_ms) filter (where status = 'answered' and not cached))::float8 as latency_ms`

/** What models took in a time, from `from` on and before `to`. */
export async function readModelUsage(
  tx: Tx,
  workspaceId: string,
  { from, to, groupBy }: { readonly from: string; readonly to: string; readonly groupBy: ModelUsageGrouping },
): Promise<ModelUsage> {
  const calls = 'from model_calls c where c.workspace_id = $1 and c.at >= $2::timestamptz and c.at < $3::timestamptz'
  const order = groupBy === 'day' ? 'key' : 'cost_usd desc, calls desc, key'
  const parameters = [workspaceId, from, to]
  const [zones, all, items] = await Promise.all([
    tx<{ timeZone: string }[]>`select time_zone from workspaces where workspace_id = ${workspaceId}`,
    tx.unsafe<ModelUsage['total'][]>(`select ${totals} ${calls}`, parameters, { prepare: true }),
    tx.unsafe<ModelUsage['items']>(
      `select ${keys[groupBy]} as key, ${totals} ${calls} group by 1 order by ${order} limit ${mostGroups}`,
      parameters,
      { prepare: true },
    ),
  ])
  const [total] = all
  if (!total) throw new Error('sums without groups are one row')
  return { groupBy, timeZone: zones[0]?.timeZone ?? 'UTC', total, items: [...items] }
}
