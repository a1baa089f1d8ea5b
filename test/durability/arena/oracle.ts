import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { Connection } from '@temporalio/client'
import { expect } from 'vitest'
import type { Arena } from './arena.ts'

/** What the database holds, counted by its owner: no code of ours stands between. */
export interface Counted {
  /** `<automation> <status>` to how many runs. */
  readonly runs: Readonly<Record<string, number>>
  /** Runs that have not ended. */
  readonly open: number
}

export async function countRuns({ sql, workspaceId }: Arena): Promise<Counted> {
  const rows = await sql<{ name: string; status: string; n: number }[]>`
    select name, status, count(*)::int as n from runs where workspace_id = ${workspaceId} group by 1, 2 order by 1, 2`
  const open = rows
    .filter(({ status }) => status === 'queued' || status === 'running')
    .reduce((sum, { n }) => sum + n, 0)
  return { runs: Object.fromEntries(rows.map(({ name, status, n }) => [`${name} ${status}`, n])), open }
}

/** Titles of tasks that begin with a prefix, and how often each is there. */
export async function countTitles({ sql, workspaceId }: Arena, prefix: string): Promise<Map<string, number>> {
  const rows = await sql<{ title: string; n: number }[]>`
    select title, count(*)::int as n from tasks where workspace_id = ${workspaceId} and starts_with(title, ${prefix}) group by 1`
  return new Map(rows.map(({ title, n }) => [title, n]))
}

/** Each of these is there once, and nothing else. */
export function expectEachOnce(found: ReadonlyMap<string, number>, wanted: readonly string[]): void {
  const missing = wanted.filter((title) => !found.has(title))
  const doubled = [...found].filter(([, n]) => n > 1).map(([title, n]) => `${title} ×${n}`)
  const known = new Set(wanted)
  const strange = [...found.keys()].filter((title) => !known.has(title))
  expect({ missing, doubled, strange }).toEqual({ missing: [], doubled: [], strange: [] })
}

/** The log has no hole but the declared ones, every event came of a command in the ledger, and every command's events are there. */
export async function expectLogWhole({ sql, workspaceId }: Arena): Promise<void> {
  const [log] = await sql`
    with numbered as (select seq, lag(seq, 1, 0) over (order by seq) as before from events where workspace_id = ${workspaceId})
    select
      (select count(*)::int from numbered n where n.seq <> n.before + 1 and not exists (
        select from event_gaps g where g.workspace_id = ${workspaceId} and n.seq = g.to_seq + 1 and n.before < g.from_seq)) as holes,
      (select count(*)::int from (select id from events where workspace_id = ${workspaceId} group by 1 having count(*) > 1) x) as twice,
      (select count(*)::int from events e left join commands c on c.workspace_id = e.workspace_id and c.id = e.command_id
        where e.workspace_id = ${workspaceId} and (c.id is null or e.seq not between c.first_seq and c.last_seq)) as strangers,
      (select count(*)::int from commands c left join (select command_id, count(*) as n from events where workspace_id = ${workspaceId} group by 1) made on made.command_id = c.id
        where c.workspace_id = ${workspaceId} and c.first_seq is not null and made.n is distinct from c.last_seq - c.first_seq + 1) as short`
  expect(log).toEqual({ holes: 0, twice: 0, strangers: 0, short: 0 })
}

/** Temporal has no workflow of ours left that has not ended. Its index is some moments late. */
export async function expectNoOpenWorkflows({ temporalAddress }: Arena, withinMs = 30_000): Promise<void> {
  const connection = await Connection.connect({ address: temporalAddress })
  try {
    const until = Date.now() + withinMs
    for (;;) {
      const { executions } = await connection.workflowService.listWorkflowExecutions({
        namespace: 'default',
        query: `ExecutionStatus = 'Running' and WorkflowType != 'temporal-sys-worker-deployment-workflow' and WorkflowType != 'temporal-sys-worker-deployment-version-workflow'`,
        pageSize: 20,
      })
      const open = executions
        .map(({ execution }) => execution?.workflowId ?? '')
        .filter((id) => !id.startsWith('temporal-sys'))
      if (open.length === 0) return
      if (Date.now() > until) expect(open, 'workflows that are still open').toEqual([])
      await pause(500)
    }
  } finally {
    await connection.close()
  }
}

/** Work goes on so soon after a restart. A machine that has far more to do than it can gets twice the time. */
export const resumeLimitMs = () => ((loadavg()[0] ?? 0) > 2 * availableParallelism() ? 30_000 : 15_000)

/** Waits until something holds; says every few seconds how far it is. */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<{ done: boolean; state: T }>,
): Promise<T> {
  const startedAt = Date.now()
  let toldAt = startedAt
  for (;;) {
    // The database may be away just now.
    const { done, state } = await look().catch((error: Error) => ({ done: false, state: `(${error.message})` as T }))
    if (done) return state
    if (Date.now() - startedAt > withinMs)
      throw new Error(`not within ${withinMs / 1000} s: ${what}; ${JSON.stringify(state)}`)
    if (Date.now() - toldAt > 5_000) {
      toldAt = Date.now()
      console.log(`  waiting for ${what}: ${JSON.stringify(state)}`)
    }
    await pause(100)
  }
}
