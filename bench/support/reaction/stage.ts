import type { Store } from '@orchestrator/store'
import { buildBundle, deployBundle } from '@orchestrator/worker'
import type postgres from 'postgres'
import { seedTasks } from '../seed-tasks.ts'
import { command, makePlaces, type Place } from '../workspaces.ts'

/** Workspaces in which the completion of a task that is to be reviewed makes another task. */
export interface Stage {
  readonly store: Store
  readonly sql: postgres.Sql
  readonly places: readonly Place[]
}

/** A task whose completion triggers a reaction. */
export interface Trigger {
  readonly place: Place
  readonly taskId: string
}

export async function makeRuleStage(store: Store, sql: postgres.Sql, count: number): Promise<Stage> {
  const places = await makePlaces(store, count, 'rule')
  const rule = {
    name: 'Review follow-up',
    when: 'task.status_changed',
    if: 'event.to == "completed" && "review" in event.task.tags',
    then: [{ action: 'task.create', title: 'Follow up: {{event.task.title}}' }],
  }
  for (const { principal } of places) await store.execute(principal, [command('rule.create', rule)])
  return { store, sql, places }
}

export async function makePlaybookStage(store: Store, sql: postgres.Sql, count: number): Promise<Stage> {
  const places = await makePlaces(store, count, `playbook-${count}`)
  const bundle = await buildBundle({ folder: new URL('../../playbooks', import.meta.url).pathname })
  for (const { principal } of places) await deployBundle(store, principal, bundle)
  return { store, sql, places }
}

/** Tasks to be completed, spread evenly over the first so many workspaces. */
export async function prepareTriggers({ sql, places }: Stage, workspaces: number, count: number): Promise<Trigger[]> {
  const perPlace = Math.ceil(count / workspaces)
  const used = places.slice(0, workspaces)
  const tasks = await Promise.all(used.map((place) => seedTasks(sql, place, perPlace, ['review'])))
  const at = (n: number) => ({
    place: used[n % workspaces],
    taskId: tasks[n % workspaces]?.[Math.floor(n / workspaces)],
  })
  return Array.from({ length: count }, (_, n) => at(n) as Trigger)
}

/** Completes a task. @returns the seq of the last event that it made */
export async function complete({ store }: Stage, { place, taskId }: Trigger): Promise<number> {
  const [applied] = await store.execute(place.principal, [command('task.update', { id: taskId, status: 'completed' })])
  return applied?.lastSeq ?? 0
}
