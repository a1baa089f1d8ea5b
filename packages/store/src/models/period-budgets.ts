import type { SpentBudget } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { ModelCallPlace } from './model-call.ts'

/** A budget in its present period. */
export interface PeriodBudget extends SpentBudget {
  /** null: what the run itself may spend. */
  readonly id: string | null
  /** In words, e.g. `the month's budget of the workspace`. */
  readonly name: string
  /** The first day of the period in the workspace's time zone; of a run the empty text. */
  readonly since: string
}

type Row = Omit<PeriodBudget, 'name'> & { period: string; agent: string | null; projectId: string | null }

/**
 * The budgets that a call counts in. What a call costs counts in the period in which it began; of calls under way counts what they may
 * cost at most, until they must have ended.
 */
export async function readPeriodBudgets(tx: Tx, call: ModelCallPlace): Promise<PeriodBudget[]> {
  const { workspaceId, id, projectId, agent } = call
  const rows = await tx<Row[]>`
    select b.id, b.limit_usd, b.warn_at, b.at_limit, b.period, b.agent, b.project_id, s.spent_usd, s.reserved_usd,
      to_char(p.since at time zone w.time_zone, 'YYYY-MM-DD') as since
    from model_budgets b
    join workspaces w on w.workspace_id = b.workspace_id
    cross join lateral (select date_trunc(b.period, now() at time zone w.time_zone) at time zone w.time_zone as since) p
    cross join lateral (
      select coalesce(sum(c.cost_usd), 0)::float8 as spent_usd,
        coalesce(sum(c.reserved_usd) filter (where c.try_id is not null and c.reserved_until > now() and c.id <> ${id}), 0)::float8 as reserved_usd
      from model_calls c
      where c.workspace_id = b.workspace_id and c.at >= p.since
        and (b.project_id is null or c.project_id = b.project_id) and (b.agent is null or c.agent = b.agent)
    ) s
    where b.workspace_id = ${workspaceId}
      and (b.project_id is null or b.project_id = ${projectId}::uuid) and (b.agent is null or b.agent = ${agent}::text)
    order by b.id`
  const own = await runBudget(tx, call)
  return [
    ...rows.map(({ period, agent: of, projectId: at, ...row }) => ({ ...row, name: nameOf(period, of, at) })),
    ...own,
  ]
}

/** Until the transaction ends nobody else plans a call that counts in these budgets: those under way are all seen. */
export async function lockBudgets(tx: Tx, { workspaceId, projectId, agent, runId }: ModelCallPlace): Promise<void> {
  await tx`
    select 1 from model_budgets b
    where b.workspace_id = ${workspaceId}
      and (b.project_id is null or b.project_id = ${projectId}::uuid) and (b.agent is null or b.agent = ${agent}::text)
    order by b.id for update`
  if (runId !== null) await tx`select pg_advisory_xact_lock(hashtextextended(${`model calls of ${runId}`}, 0))`
}

async function runBudget(tx: Tx, { workspaceId, id, runId, runBudgetUsd }: ModelCallPlace): Promise<PeriodBudget[]> {
  if (runId === null || runBudgetUsd === null) return []
  const [row] = await tx<{ spentUsd: number; reservedUsd: number }[]>`
    select coalesce(sum(cost_usd), 0)::float8 as spent_usd,
      coalesce(sum(reserved_usd) filter (where try_id is not null and reserved_until > now() and id <> ${id}), 0)::float8 as reserved_usd
    from model_calls where workspace_id = ${workspaceId} and run_id = ${runId}`
  const limits = { limitUsd: runBudgetUsd, warnAt: 1, atLimit: 'stop' as const }
  return [{ id: null, name: 'the run’s budget', since: '', spentUsd: 0, reservedUsd: 0, ...row, ...limits }]
}

function nameOf(period: string, agent: string | null, projectId: string | null): string {
  const whose = [agent === null ? [] : `the agent ${agent}`, projectId === null ? [] : 'the project'].flat()
  return `the ${period}’s budget of ${whose.join(' in ') || 'the workspace'}`
}
