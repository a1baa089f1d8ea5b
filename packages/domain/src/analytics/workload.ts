import * as z from 'zod'
import { WorkTotals } from '../entities/cycle.ts'
import { totalWork } from '../planning/total-work.ts'
import { type Figure, figure, own } from './figure.ts'
import { mean } from './samples.ts'
import type { TaskHistory } from './task-history.ts'

export const Workload = z.strictObject({
  /** null: nobody's. */
  memberId: z.uuid().nullable(),
  open: WorkTotals,
  started: WorkTotals,
})
export type Workload = z.infer<typeof Workload>

/** Open work by whom it is assigned to, most tasks first. Members have no capacity on record, so it is compared with each other. */
export function workloads(tasks: readonly TaskHistory[]): Workload[] {
  const members = Map.groupBy(
    tasks.filter(({ open }) => open),
    ({ assigneeId }) => assigneeId,
  )
  return [...members]
    .map(([memberId, own]) => ({
      memberId,
      open: totalWork(own),
      started: totalWork(own.filter(({ status }) => status === 'started')),
    }))
    .sort((a, b) => b.open.tasks - a.open.tasks || ((a.memberId ?? '') < (b.memberId ?? '') ? -1 : 1))
}

export function workloadFigures(loads: readonly Workload[]): Figure[] {
  const counts = loads.filter(({ memberId }) => memberId !== null).map(({ open }) => open.tasks)
  const none = 'nobody is assigned open work'
  return [
    figure(
      { name: 'workload.mean', unit: 'tasks', formula: 'open assigned tasks ÷ members who have some', source: own },
      mean(counts),
      none,
    ),
    figure(
      { name: 'workload.most', unit: 'tasks', formula: 'open tasks of the member who has most', source: own },
      counts.length > 0 ? Math.max(...counts) : null,
      none,
    ),
  ]
}
