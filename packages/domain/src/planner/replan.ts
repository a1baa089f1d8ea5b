import type { OpenTask, PlanContext } from './context.ts'
import { leftOutInWords } from './left-out-in-words.ts'
import { confidenceOf, type PlanOperation, type PlanProposal } from './proposal.ts'
import { questionsOfSchedule } from './questions.ts'
import { latestEnd, type PlanSchedule } from './schedule.ts'
import { scheduleInWords } from './schedule-in-words.ts'
import { scheduleOpen } from './schedule-open.ts'

/** A patch has no more. */
const mostChanges = 100

type Planned = PlanSchedule['tasks'][number]

/**
 * The smallest changes after which a project's days can be met again: only what would be late gets another day, goes to another person only where
 * that saves days, and only milestones whose last task ends later move.
 */
export function replan(context: PlanContext): PlanProposal {
  const { schedule, estimates } = scheduleOpen(context)
  const byIdentifier = new Map(schedule.tasks.map((task) => [task.key, task]))
  const own = context.open.filter(({ projectId }) => projectId === context.projectId)
  const changes = own
    .toSorted((a, b) => ((a.dueDate ?? '9') < (b.dueDate ?? '9') ? -1 : 1))
    .flatMap((task) => {
      const planned = byIdentifier.get(task.identifier)
      const change = planned ? changeOf(task, planned, context) : wholeChange(task, own, byIdentifier, context)
      return change ?? []
    })
  const moved = schedule.milestones.flatMap((one) => milestoneChange(one, context) ?? [])
  const operations = [...moved, ...changes].slice(0, mostChanges)
  const left = moved.length + changes.length - operations.length
  return {
    title: operations.length === 0 ? `${context.projectName}: nothing slips` : `Replan ${context.projectName}`,
    rationale: [
      `${changes.length} tasks and ${moved.length} milestones slip as things are.`,
      ...(left > 0 ? [`${left} of these changes are not in this patch: replan again once it is decided.`] : []),
      scheduleInWords(schedule),
      ...leftOutInWords(context),
    ].join('\n'),
    ...{ operations, evidence: [], schedule },
    questions: questionsOfSchedule(schedule, estimates, context),
  }
}

function changeOf(task: OpenTask, planned: Planned, context: PlanContext): PlanOperation | undefined {
  const { endDate, startDate, assigneeId } = planned
  const isLate = task.dueDate !== null && endDate !== null && endDate > task.dueDate
  const goes = assigneeId !== null && assigneeId !== task.assigneeId && (task.assigneeId !== null || isLate)
  const startsLater = isLate && task.startDate !== null && startDate !== null && startDate > task.startDate
  if (!isLate && !goes) return undefined
  const nameOf = (memberId: string | null) => context.members.find(({ id }) => id === memberId)?.name
  const isLost = goes && task.assigneeId !== null && nameOf(task.assigneeId) === undefined
  return update(task, context, planned.precedents, {
    data: {
      ...(isLate && { dueDate: endDate }),
      ...(startsLater && task.status !== 'started' && { startDate }),
      ...(goes && { assigneeId }),
    },
    words: [
      `${planned.estimate} ${context.unit}: ${planned.estimateBasis}.`,
      ...(isLate ? [`It was due on ${task.dueDate} and would be done on ${endDate}.`] : []),
      ...(isLost ? ['Whoever has it cannot complete tasks of the project.'] : []),
      ...(goes ? [`${nameOf(assigneeId)} ${planned.assigneeBasis}.`] : []),
    ],
  })
}

/** A whole ends with the last of its parts. */
function wholeChange(
  whole: OpenTask,
  own: readonly OpenTask[],
  planned: ReadonlyMap<string, Planned>,
  context: PlanContext,
): PlanOperation | undefined {
  const within = ({ id }: OpenTask): OpenTask[] =>
    own.filter(({ parentId }) => parentId === id).flatMap((part) => [part, ...within(part)])
  const dueDate = latestEnd(within(whole).flatMap(({ identifier }) => planned.get(identifier) ?? []))
  if (whole.dueDate === null || dueDate === null || dueDate <= whole.dueDate) return undefined
  const words = [`It was due on ${whole.dueDate}, and its last part would be done on ${dueDate}.`]
  return update(whole, context, null, { data: { dueDate }, words })
}

const update = (
  { id, identifier }: OpenTask,
  context: PlanContext,
  precedents: number | null,
  { data, words }: { data: Record<string, unknown>; words: readonly string[] },
): PlanOperation => ({
  key: identifier,
  command: 'task.update',
  data: { id, ...data },
  confidence: confidenceOf(context, 'task.update', Object.keys(data).sort(), precedents || null),
  rationale: words.join(' '),
})

function milestoneChange(
  { key: id, date, lastTask }: PlanSchedule['milestones'][number],
  context: PlanContext,
): PlanOperation | undefined {
  if (date === null || lastTask === null || lastTask <= date) return undefined
  return {
    key: `milestone-${id}`,
    command: 'milestone.update',
    data: { id, targetDate: lastTask },
    confidence: confidenceOf(context, 'milestone.update', ['targetDate'], null),
    rationale: `Its last task would be done on ${lastTask}, and it is set for ${date}.`,
  }
}
