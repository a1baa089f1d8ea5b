import type { AgentUsage } from '@orchestrator/domain'
import type { AgentRunRef } from '../agents/agent-runs.ts'
import type { Store } from '../store.ts'

/** Twelve places, as patches take it: models cost less than a millionth of a dollar for a token. */
const places = 12

/** What the models of a run took, by the ledger: also tries that came to nothing, and are in no step. */
export async function readRunUsage(store: Store, { workspaceId, runId }: AgentRunRef): Promise<AgentUsage> {
  const [row] = await store.read(
    workspaceId,
    (tx) => tx<AgentUsage[]>`
    select count(*)::int as calls, coalesce(sum(input_tokens), 0)::float8 as input_tokens,
      coalesce(sum(output_tokens), 0)::float8 as output_tokens,
      case when bool_or(unpriced or cost_usd is null) then null
        else trim_scale(round(coalesce(sum(cost_usd), 0), ${places}))::text end as cost_usd
    from model_calls where workspace_id = ${workspaceId} and run_id = ${runId}`,
  )
  if (!row) throw new Error('sums without groups are one row')
  return row
}
