import { quoted } from '../patches/in-words.ts'
import type { PlanContext } from './context.ts'
import type { PlanDraft, StatedFacts } from './draft.ts'
import type { Estimate } from './estimate-tasks.ts'
import { findMember } from './find-member.ts'
import type { PlanSchedule } from './schedule.ts'
import type { ScheduledPlan } from './schedule-plan.ts'

const mostNames = 5

/** What the author of a plan should be asked: where the plan and what is known contradict each other, or decide nothing. */
export function questionsOf(
  draft: PlanDraft,
  stated: readonly StatedFacts[],
  { schedule, estimates }: ScheduledPlan,
  context: PlanContext,
): string[] {
  const { members, open, projectId } = context
  const strangers = [...new Set(stated.flatMap(({ assignee }) => assignee ?? []))].filter(
    (name) => !findMember(name, members),
  )
  const late = schedule.tasks.flatMap(({ title, endDate, dueDate }) =>
    endDate && dueDate && endDate > dueDate ? [`${quoted(title)} (${dueDate}, but ${endDate})`] : [],
  )
  const missed = schedule.milestones.filter(({ date, lastTask }) => date && lastTask && lastTask > date)
  const twice = draft.tasks.flatMap((task) => {
    const same = open.find((one) => one.projectId === projectId && plain(one.title) === plain(task.title))
    return same ? [`${quoted(task.title)} (${same.identifier})`] : []
  })
  const wholes = draft.tasks.filter(
    ({ key, estimate }) =>
      !estimates.has(key) && (estimate !== null || stated.some((facts) => facts.key === key && facts.effort !== null)),
  )
  return [
    ...draft.questions,
    ...(draft.tasks.length === 0 ? [`What has to be done for ${quoted(draft.title)}? The plan names no task.`] : []),
    ...strangers.map((name) => `Who is @${name}? No one member of the project answers to that name.`),
    ...ask(late, (names) => `These are wanted earlier than they can be done; what gives way? ${names}.`),
    ...ask(
      wholes.map(({ title }) => quoted(title)),
      (names) => `How much of it is each part? What a task with parts takes is the sum of these: ${names}.`,
    ),
    ...missed.map(
      ({ name, date, lastTask }) =>
        `Milestone ${quoted(name)} is set for ${date}, but its last task ends on ${lastTask}. Which of the two moves?`,
    ),
    ...ask(twice, (names) => `Are these the same as what is open already? ${names}.`),
    ...questionsOfSchedule(schedule, estimates, context),
  ]
}

/** What a schedule leaves open, of a new plan or an old one. */
export function questionsOfSchedule(
  { tasks, endDate }: PlanSchedule,
  estimates: ReadonlyMap<string, Estimate>,
  { targetDate }: PlanContext,
): string[] {
  const assumed = tasks.filter(({ key }) => estimates.get(key)?.from === 'assumed').map(({ title }) => quoted(title))
  return [
    ...ask(assumed, (names) => `How much work are these? Nothing like them was done before: ${names}.`),
    ...(targetDate && endDate && endDate > targetDate
      ? [
          `The project is to end on ${targetDate}, its work ends on ${endDate}. What is left out, who helps, or does the day move?`,
        ]
      : []),
  ]
}

function ask(names: readonly string[], question: (names: string) => string): string[] {
  if (names.length === 0) return []
  const more = names.length > mostNames ? `, and ${names.length - mostNames} more` : ''
  return [question(`${names.slice(0, mostNames).join(', ')}${more}`)]
}

const plain = (title: string) => title.trim().toLowerCase()
