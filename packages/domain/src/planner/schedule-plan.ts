import type { OpenTask, PlanContext } from './context.ts'
import { leafDependencies, leavesOf } from './dependencies.ts'
import type { PlanDraft, PlanTask, StatedFacts } from './draft.ts'
import { type Estimate, Estimator } from './estimate-tasks.ts'
import { Experience } from './experience.ts'
import { findMember } from './find-member.ts'
import { estimateOpen, lanesOf, remainingOf } from './open-work.ts'
import { latestEnd, type PlanSchedule } from './schedule.ts'
import { scheduleWork, type Work } from './schedule-work.ts'
import { sharesOf } from './shares.ts'
import { type Scheduled, summarizeSchedule } from './summarize-schedule.ts'
import { WorkDays } from './work-days.ts'

export interface ScheduledPlan {
  readonly schedule: PlanSchedule
  /** How the work of each leaf of the plan was estimated. */
  readonly estimates: ReadonlyMap<string, Estimate>
}

/**
 * Gives a plan its estimates, people and days.
 * @param draft checked: its names lead somewhere, and not in a circle
 * @param whole the task that is split into this plan: its parts take its time, its day and whoever has it
 */
export function schedulePlan(
  draft: PlanDraft,
  stated: ReadonlyMap<string, StatedFacts>,
  context: PlanContext,
  whole?: OpenTask,
): ScheduledPlan {
  const estimator = new Estimator(context)
  const leaves = leavesOf(draft.tasks)
  const shares = whole ? sharesOf(whole, leaves, stated, context.unit) : undefined
  const experience = new Experience(context.history)
  const days = new WorkDays(context.calendar, context.today)
  const before = leafDependencies(draft.tasks)
  const there = new Map(context.open.map((task) => [task.identifier, task]))
  const { perDay } = context.capacity
  const tasks = leaves.map((task): Scheduled => {
    const facts = stated.get(task.key)
    const estimate = shares?.get(task.key) ?? estimator.estimate(task, facts?.effort)
    const after = [...(before.get(task.key) ?? [])]
    const externals = after.flatMap((name) => there.get(name) ?? [])
    const dueDate = facts?.dueDate ?? null
    const deadline = statedOf(task, 'dueDate', draft.tasks, stated) ?? whole?.dueDate ?? null
    const assignee = statedOf(task, 'assignee', draft.tasks, stated)
    const named = assignee === null ? undefined : findMember(assignee, context.members)?.id
    const work: Work = {
      key: task.key,
      days: estimate.amount / perDay,
      after,
      notBefore: Math.max(0, ...externals.map((open) => endOf(open, estimator, days, perDay))),
      deadline: deadline === null ? null : days.closeOf(deadline),
      assigneeId: named ?? whole?.assigneeId ?? null,
      mayMove: named === undefined,
      experience: experience.with(task),
    }
    return {
      title: task.title,
      estimate,
      work,
      ownBasis: named ? 'as the plan says' : `has ${whole?.identifier}`,
      dueDate,
    }
  })
  const lanes = lanesOf(context, estimator, new Set(whole && [whole.id]))
  const works = tasks.map(({ work }) => work)
  const summary = summarizeSchedule(tasks, scheduleWork(works, lanes), lanes, days, context)
  return {
    schedule: { ...summary, milestones: milestoneDates(draft, stated, summary) },
    estimates: new Map(tasks.map(({ work, estimate }) => [work.key, estimate])),
  }
}

/** What is said of a task, or of the whole to which it belongs. */
function statedOf(
  task: PlanTask,
  field: 'dueDate' | 'assignee',
  tasks: readonly PlanTask[],
  stated: ReadonlyMap<string, StatedFacts>,
): string | null {
  const parent = task.parent === null ? undefined : tasks.find(({ key }) => key === task.parent)
  return stated.get(task.key)?.[field] ?? (parent ? statedOf(parent, field, tasks, stated) : null)
}

/** A part leads to the milestone of its whole, unless it has one of its own. */
export function milestoneOf(task: PlanTask, tasks: readonly PlanTask[]): string | null {
  const parent = task.parent === null ? undefined : tasks.find(({ key }) => key === task.parent)
  return task.milestone ?? (parent ? milestoneOf(parent, tasks) : null)
}

/** A milestone is reached on the day that somebody has set, else when the last task that leads to it is done. */
function milestoneDates(
  { milestones, tasks }: PlanDraft,
  stated: ReadonlyMap<string, StatedFacts>,
  summary: Pick<PlanSchedule, 'tasks'>,
): PlanSchedule['milestones'] {
  return milestones.map(({ key, name }) => {
    const own = new Set(tasks.filter((task) => milestoneOf(task, tasks) === key).map((task) => task.key))
    const last = latestEnd(summary.tasks.filter((task) => own.has(task.key)))
    return { key, name, date: stated.get(key)?.dueDate ?? last, lastTask: last }
  })
}

/** When an open task will be over: on its day, else when what is left of it would be done if it were begun now. */
function endOf(open: OpenTask, estimator: Estimator, days: WorkDays, perDay: number): number {
  if (open.dueDate !== null) return days.closeOf(open.dueDate)
  return remainingOf(open, estimateOpen(estimator, open)) / perDay
}
