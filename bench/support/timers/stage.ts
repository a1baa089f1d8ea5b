import type { Store } from '@orchestrator/store'
import type postgres from 'postgres'
import { seedTasks } from '../seed-tasks.ts'
import { command, makePlaces, type Place } from '../workspaces.ts'

/** Workspaces in which the completion of a task starts a rule that waits. */
export interface Stage {
  readonly store: Store
  readonly sql: postgres.Sql
  readonly places: readonly Place[]
}

/** How a rule waits: for a month, for an event that does not come, or until a moment. */
export type Wait = 'delay' | 'waitFor' | { readonly until: Date }

export async function makeStage(store: Store, sql: postgres.Sql, workspaces: number): Promise<Stage> {
  return { store, sql, places: await makePlaces(store, workspaces, 'timers') }
}

let tags = 0

/** Has so many runs begin that wait, spread over the workspaces; makes the rule for them. Resolves when the log has what starts them. */
export async function startWaiting({ store, sql, places }: Stage, wait: Wait, count: number): Promise<void> {
  const tag = `wait-${++tags}`
  const share = Math.ceil(count / places.length)
  for (const place of places) {
    await store.execute(place.principal, [
      command('rule.create', {
        name: `Waits, ${tag}`,
        when: 'task.status_changed',
        if: `event.to == "completed" && "${tag}" in event.task.tags`,
        then: [
          actionOf(wait),
          { action: 'task.create', projectId: place.projectId, title: `${tag}: {{event.task.title}}` },
        ],
      }),
    ])
    const ids = await seedTasks(sql, place, share, [tag])
    for (let from = 0; from < ids.length; from += 100) {
      const some = ids.slice(from, from + 100)
      const complete = some.map((id) => command('task.update', { id, status: 'completed' }))
      await store.execute(place.principal, complete)
    }
  }
}

function actionOf(wait: Wait) {
  if (wait === 'delay') return { action: 'delay', for: '30 days' }
  if (typeof wait === 'object') return { action: 'delay', until: wait.until.toISOString() }
  const canceled = 'event.task.id == trigger.task.id && event.to == "canceled"'
  return { action: 'waitFor', name: 'canceled', event: 'task.status_changed', if: canceled, timeout: '30 days' }
}

/** How many runs wait: their step is written when it begins. */
export async function countWaiting(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int as count from run_steps where status = 'running' and kind in ('sleep', 'wait')`
  return row?.count ?? 0
}

/** Waits until so many runs wait, or the time is up. @returns how many do */
export async function untilWaiting(sql: postgres.Sql, wanted: number, withinMs: number): Promise<number> {
  const until = performance.now() + withinMs
  for (;;) {
    const count = await countWaiting(sql)
    if (count >= wanted || performance.now() > until) return count
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Milliseconds from a moment to the commit of each task that the runs which waited for it have made. */
export async function lateness({ sql }: Stage, at: Date): Promise<number[]> {
  const rows = await sql<{ ms: number }[]>`
    select (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 - ${at.getTime()}::float8 as ms
    from tasks where title like 'wait-%' and created_at >= ${at.toISOString()}::timestamptz`
  return rows.map(({ ms }) => ms)
}
