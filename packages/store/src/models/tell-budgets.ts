import { AppError, type Command, deriveId, judgeBudgets, type Principal } from '@orchestrator/domain'
import { getFirstAdmin } from '../queries/get-member.ts'
import type { Store } from '../store.ts'
import type { ModelCallPlace } from './model-call.ts'
import { type PeriodBudget, readPeriodBudgets } from './period-budgets.ts'

/**
 * Tells of the budgets of a call that are nearly spent, or spent: once for each period, level and limit. What was told before follows from
 * the ledger of commands, so a process that ended before it could tell is made up for by the next call.
 */
export async function tellBudgets(store: Store, call: ModelCallPlace): Promise<void> {
  const { workspaceId, runId, id } = call
  const { memberId, commands } = await store.read(workspaceId, async (tx) => {
    const { warned, exceeded } = judgeBudgets(await readPeriodBudgets(tx, { ...call, runBudgetUsd: null }))
    const due = [...warned.map(told('warned')), ...exceeded.map(told('exceeded'))]
    if (due.length === 0) return { memberId: undefined, commands: [] }
    const ids = due.map((command) => command.id)
    const known = await tx<{ id: string }[]>`
      select id from commands where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`
    const done = new Set(known.map((row) => row.id))
    return { memberId: await getFirstAdmin(tx, workspaceId), commands: due.filter((one) => !done.has(one.id)) }
  })
  if (memberId === undefined) return
  const principal: Principal = { workspaceId, actor: { type: 'agent_run', id: runId ?? id, memberId }, scopes: null }
  for (const command of commands)
    await store.execute(principal, [command]).catch((refusal: unknown) => {
      // It was deleted meanwhile.
      if (!(refusal instanceof AppError) || refusal.code !== 'not_found') throw refusal
    })
}

const told =
  (level: 'warned' | 'exceeded') =>
  ({ id, since, limitUsd }: PeriodBudget): Command => ({
    id: deriveId('model_budget', level, id ?? '', since, limitUsd),
    type: 'model_budget.tell',
    data: { id: id ?? '', level, since, limitUsd },
  })
