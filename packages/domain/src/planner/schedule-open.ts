import type { OpenTask, PlanContext } from './context.ts'
import { type Estimate, Estimator } from './estimate-tasks.ts'
import { Experience } from './experience.ts'
import { estimateOpen, isCommitted, lanesOf, openLeaves, remainingOf } from './open-work.ts'
import { latestEnd, type PlanSchedule } from './schedule.ts'
import { scheduleWork, type Work } from './schedule-work.ts'
import { type Scheduled, summarizeSchedule } from './summarize-schedule.ts'
import { WorkDays } from './work-days.ts'

/**
 * When the project's open tasks will be done as things are: each by who has it, not before the day on which it is to start, in the order
 * in which they have to begin for their days to be met. What was not begun goes to another where that saves days that would be missed.
 */
export function scheduleOpen(context: PlanContext): {
  readonly schedule: PlanSchedule
  readonly estimates: ReadonlyMap<string, Estimate>
} {
  const estimator = new Estimator(context)
  const experience = new Experience(context.history)
  const days = new WorkDays(context.calendar, context.today)
  const own = context.open.filter(({ projectId }) => projectId === context.projectId)
  const before = waitsOf(own, context.relations)
  const tasks = openLeaves(own)
    .filter(isCommitted)
    .map((task): Scheduled => {
      const estimate = estimateOpen(estimator, task)
      const work: Work = {
        key: task.identifier,
        days: remainingOf(task, estimate) / context.capacity.perDay,
        after: before.get(task.id) ?? [],
        notBefore: task.startDate === null ? 0 : days.beginningOf(task.startDate),
        deadline: task.dueDate === null ? null : days.closeOf(task.dueDate),
        assigneeId: task.assigneeId,
        mayMove: task.status !== 'started',
        experience: experience.with(task),
      }
      return { title: task.title, estimate, work, ownBasis: 'has it', dueDate: task.dueDate }
    })
  const lanes = lanesOf(context, estimator, new Set(own.map(({ id }) => id)))
  const works = tasks.map(({ work }) => work)
  const summary = summarizeSchedule(tasks, scheduleWork(works, lanes), lanes, days, context)
  const ends = new Map(summary.tasks.map((task) => [task.key, task]))
  const milestones = context.milestones.map(({ id, name, targetDate }) => {
    const leading = own.filter(({ milestoneId }) => milestoneId === id)
    return {
      key: id,
      name,
      date: targetDate,
      lastTask: latestEnd(leading.flatMap((one) => ends.get(one.identifier) ?? [])),
    }
  })
  return {
    schedule: { ...summary, milestones },
    estimates: new Map(tasks.map(({ work, estimate }) => [work.key, estimate])),
  }
}

/** For which open leaves each waits, as identifiers: a whole is over when all of its parts are. */
function waitsOf(open: readonly OpenTask[], relations: PlanContext['relations']): Map<string, string[]> {
  const parts = Map.groupBy(open, ({ parentId }) => parentId)
  const byId = new Map(open.map((task) => [task.id, task]))
  const leavesIn = (task: OpenTask): OpenTask[] => parts.get(task.id)?.flatMap(leavesIn) ?? [task]
  const waits = new Map<string, string[]>()
  for (const { fromTaskId, toTaskId } of relations) {
    const [from, to] = [byId.get(fromTaskId), byId.get(toTaskId)]
    if (!from || !to) continue
    const names = leavesIn(from).map(({ identifier }) => identifier)
    for (const { id } of leavesIn(to)) waits.set(id, [...(waits.get(id) ?? []), ...names])
  }
  return waits
}
