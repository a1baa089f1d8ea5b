import * as z from 'zod'
import { dateIn } from '../calendar/local-time.ts'
import { type Cycle, WorkTotals } from '../entities/cycle.ts'
import type { StatusCategory } from '../entities/state.ts'
import { CalendarDate } from '../time.ts'
import { daysFrom } from './days.ts'
import { totalWork } from './total-work.ts'

/** How far work has come: all of it, what is being worked on, what is done. Canceled tasks are in none of these. */
const Progress = z.strictObject({ scope: WorkTotals, started: WorkTotals, completed: WorkTotals })

export const CycleProgress = z
  .strictObject({
    cycleId: z.uuid(),
    timeZone: z.string().meta({ description: 'the workspace’s, in which days begin and end' }),
    ...Progress.shape,
    committed: WorkTotals.nullable().meta({ description: 'the scope when it was started; null before that' }),
    added: WorkTotals.nullable().meta({ description: 'what came into the scope since' }),
    removed: WorkTotals.nullable().meta({ description: 'what left the scope since' }),
    days: z
      .array(z.strictObject({ date: CalendarDate, ...Progress.shape }))
      .meta({ description: 'as of the end of each day since it was started, until it was completed or now' }),
  })
  .meta({ id: 'CycleProgress' })
export type CycleProgress = z.infer<typeof CycleProgress>

export const MilestoneProgress = z
  .strictObject({ milestoneId: z.uuid(), ...Progress.shape })
  .meta({ id: 'MilestoneProgress' })
export type MilestoneProgress = z.infer<typeof MilestoneProgress>

/** What an event of the log says of a task that was at some time in the cycle. */
export interface TaskMoment {
  readonly taskId: string
  readonly occurredAt: string
  readonly deleted: boolean
  readonly cycleId: string | null
  readonly status: StatusCategory
  readonly estimatePoints: number | null
  readonly estimatedMinutes: number | null
}

/**
 * The history of a cycle's scope.
 *
 * @param moments in the order of the log, up to the cycle's completion
 * @param until its completion, or now
 */
export function cycleProgress(
  cycle: Pick<Cycle, 'id' | 'startedAt'>,
  moments: readonly TaskMoment[],
  { timeZone, until }: { readonly timeZone: string; readonly until: string },
): CycleProgress {
  const scope = new Map<string, TaskMoment>()
  let next = 0
  const follow = (goesOn: (moment: TaskMoment) => boolean) => {
    for (let moment = moments[next]; moment && goesOn(moment); moment = moments[++next]) {
      const isIn = moment.cycleId === cycle.id && moment.status !== 'canceled' && !moment.deleted
      if (isIn) scope.set(moment.taskId, moment)
      else scope.delete(moment.taskId)
    }
  }
  const { startedAt } = cycle
  if (startedAt !== null) follow(({ occurredAt }) => occurredAt <= startedAt)
  const committed = startedAt === null ? null : new Map(scope)
  const days = startedAt === null ? [] : daysFrom(dateIn(timeZone, startedAt), dateIn(timeZone, until))
  const history = days.map((date) => {
    follow(({ occurredAt }) => dateIn(timeZone, occurredAt) <= date)
    return { date, ...progressOf(scope.values()) }
  })
  follow(() => true)
  const without = (all: ReadonlyMap<string, TaskMoment>, other: ReadonlyMap<string, unknown>) =>
    totalWork([...all.values()].filter(({ taskId }) => !other.has(taskId)))
  return {
    cycleId: cycle.id,
    timeZone,
    ...progressOf(scope.values()),
    committed: committed && totalWork(committed.values()),
    added: committed && without(scope, committed),
    removed: committed && without(committed, scope),
    days: history,
  }
}

function progressOf(scope: Iterable<TaskMoment>) {
  const tasks = [...scope]
  const of = (status: StatusCategory) => totalWork(tasks.filter((task) => task.status === status))
  return { scope: totalWork(tasks), started: of('started'), completed: of('completed') }
}
