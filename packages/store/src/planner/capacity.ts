import {
  addDays,
  type Capacity,
  isWorkingDay,
  type PlanUnit,
  type WorkingCalendar,
  workingMinutes,
} from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

const weeks = 12
/** Of fewer done tasks a rate would say more of chance than of the team. */
const leastTasks = 5

export interface CapacityRequest {
  readonly workspaceId: string
  readonly projectId: string
  readonly unit: PlanUnit
  readonly calendar: WorkingCalendar
  readonly today: string
  /** What somebody has said; undefined: it is found out. */
  readonly said: number | undefined
}

/**
 * How much one person does on a working day. In points: those completed in the last 12 weeks ÷ (people who completed some × working days).
 * In minutes it is not measured, for few log all of their time: six hours, unless somebody says otherwise.
 */
export async function readCapacity(tx: Tx, request: CapacityRequest): Promise<Capacity> {
  const { workspaceId, projectId, unit, calendar, today, said } = request
  if (said !== undefined) return { perDay: said, basis: 'as it was asked for' }
  if (unit === 'minutes') return { perDay: workingMinutes, basis: 'six hours without meetings and breaks, assumed' }
  const from = addDays(today, -7 * weeks)
  const [done] = await tx<{ tasks: number; points: number; people: number }[]>`
    select count(*)::int as tasks, coalesce(sum(estimate_points), 0) as points, count(distinct assignee_id)::int as people from tasks
    where workspace_id = ${workspaceId} and project_id = ${projectId} and status = 'completed' and deleted_at is null
      and assignee_id is not null and estimate_points > 0 and completed_at >= ${from}`
  if (!done || done.tasks < leastTasks)
    return {
      perDay: 1,
      basis: `one point a day, assumed: fewer than ${leastTasks} tasks with points were done in ${weeks} weeks`,
    }
  const days = Array.from({ length: 7 * weeks }, (_, n) => addDays(from, n)).filter((day) =>
    isWorkingDay(calendar, day),
  )
  const basis = `${done.points} points of ${done.tasks} tasks done by ${done.people === 1 ? '1 person' : `${done.people} people`} on the ${days.length} working days of ${weeks} weeks`
  return { perDay: done.points / (done.people * days.length), basis }
}
