import type { PatchEvidence } from '../entities/patch.ts'
import { quoted } from '../patches/in-words.ts'
import { madeId } from '../patches/plan-operations.ts'
import { checkDraft } from './check-draft.ts'
import type { OpenTask, PlanContext } from './context.ts'
import { withoutImplied } from './dependencies.ts'
import type { PlanDraft, PlanTask, StatedFacts } from './draft.ts'
import type { Estimate } from './estimate-tasks.ts'
import { findMember } from './find-member.ts'
import { leftOutInWords } from './left-out-in-words.ts'
import { confidenceOf, type PlanOperation, type PlanProposal, refuseTooMany } from './proposal.ts'
import { questionsOf } from './questions.ts'
import type { PlanSchedule } from './schedule.ts'
import { scheduleInWords } from './schedule-in-words.ts'
import { milestoneOf, schedulePlan } from './schedule-plan.ts'
import { withoutStrangers } from './without-strangers.ts'

/** What a draft becomes. */
export interface PlanRequest {
  readonly patchId: string
  readonly draft: PlanDraft
  /** What the document says besides the words of the draft. */
  readonly stated: readonly StatedFacts[]
  /** It was read from what somebody wrote: a task that it names and that is not there is a question, and no mistake of a program. */
  readonly isText?: boolean | undefined
  /** The open task that is split into this plan. */
  readonly whole?: OpenTask | undefined
}

const mostEvidence = 20

/**
 * A plan as the operations of a patch: milestones, tasks with their estimates, people and days, and what waits for what.
 * @throws AppError `invalid_input` or `cycle` for a draft whose names lead nowhere or in a circle, or that is too long for a patch
 */
export function planToOperations(
  { patchId, draft: given, isText = false, stated, whole }: PlanRequest,
  context: PlanContext,
): PlanProposal {
  const identifiers = new Map(
    context.open.filter(({ projectId }) => projectId === context.projectId).map((task) => [task.identifier, task.id]),
  )
  const open = new Set(identifiers.keys())
  const draft = isText ? withoutStrangers(given, open) : given
  checkDraft(draft, open)
  const factsOf = new Map(stated.map((facts) => [facts.key, facts]))
  const plan = schedulePlan(draft, factsOf, context, whole)
  const { schedule, estimates } = plan
  const milestones = milestoneIds(patchId, draft, context)
  const taskId = (key: string) => madeId(patchId, taskKey(key))
  const tasks = wholesFirst(draft.tasks).map((task) => {
    const milestone = milestoneOf(task, draft.tasks)
    const { assignee = null, dueDate = null } = factsOf.get(task.key) ?? {}
    return createTask(task, plan.estimates.get(task.key), schedule, context, {
      dueDate,
      assigneeId: assignee === null ? null : (findMember(assignee, context.members)?.id ?? null),
      ...{ id: taskId(task.key), projectId: context.projectId },
      parentId: task.parent === null ? (whole?.id ?? null) : taskId(task.parent),
      milestoneId: milestone === null ? (whole?.milestoneId ?? null) : (milestones.get(milestone) ?? null),
    })
  })
  const before = withoutImplied(new Map(draft.tasks.map(({ key, dependsOn }) => [key, new Set(dependsOn)])))
  const relations = [...before].flatMap(([key, names]) =>
    names.map((name) => ({ from: identifiers.get(name) ?? taskId(name), to: taskId(key) })),
  )
  const operations = [
    ...draft.milestones.flatMap(({ key, name }) =>
      milestones.get(key) === madeId(patchId, milestoneKey(key)) ? [createMilestone(key, name, schedule, context)] : [],
    ),
    ...(whole?.amount && tasks.length > 0 ? [clearEstimate(whole, context)] : []),
    ...tasks,
    ...relations.map(({ from, to }, n) => relate(n, from, to, context)),
  ]
  refuseTooMany(operations, 'draft.tasks')
  return {
    title: draft.title,
    rationale: [draft.summary, [scheduleInWords(schedule), ...leftOutInWords(context)].join('\n')]
      .filter((text) => text !== '')
      .join('\n\n'),
    ...{ operations, schedule, evidence: evidenceOf(estimates) },
    questions: questionsOf(draft, stated, plan, context),
  }
}

const taskKey = (key: string) => `task-${key}`
const milestoneKey = (key: string) => `milestone-${key}`

/** A milestone that the project has by this name is not made a second time. */
function milestoneIds(patchId: string, draft: PlanDraft, { milestones }: PlanContext): Map<string, string> {
  const there = new Map(milestones.map(({ id, name }) => [name.trim().toLowerCase(), id]))
  return new Map(
    draft.milestones.map(({ key, name }) => [key, there.get(name.toLowerCase()) ?? madeId(patchId, milestoneKey(key))]),
  )
}

function wholesFirst(tasks: readonly PlanTask[]): PlanTask[] {
  const depth = (task: PlanTask): number => {
    const parent = tasks.find(({ key }) => key === task.parent)
    return parent ? 1 + depth(parent) : 0
  }
  return tasks.toSorted((a, b) => depth(a) - depth(b))
}

/** Where a new task goes, and what the document says of it; a whole has no more than that. */
interface Said {
  readonly id: string
  readonly projectId: string
  readonly parentId: string | null
  readonly milestoneId: string | null
  readonly dueDate: string | null
  readonly assigneeId: string | null
}

function createTask(
  { key, title, description, tags }: PlanTask,
  estimate: Estimate | undefined,
  { tasks, unit }: PlanSchedule,
  context: PlanContext,
  said: Said,
): PlanOperation {
  const planned = tasks.find((one) => one.key === key)
  const { assigneeId, dueDate } = planned ?? said
  const start = planned?.startDate ?? null
  const startDate = start && dueDate && start > dueDate ? dueDate : start
  const amount = estimate?.amount ?? null
  const precedents = estimate && estimate.from !== 'stated' ? estimate.precedents.length : null
  const words = planned
    ? `${planned.estimate} ${unit}: ${planned.estimateBasis}. ${personInWords(planned, context)}${planned.critical ? ' It is on the critical path.' : ''}`
    : 'Its parts carry estimates, people and days.'
  return {
    key: taskKey(key),
    command: 'task.create',
    data: {
      ...said,
      ...{ title, description, tags, assigneeId, startDate, dueDate },
      ...(unit === 'minutes' ? { estimatedMinutes: amount } : { estimatePoints: amount }),
    },
    confidence: confidenceOf(context, 'task.create', [], precedents),
    rationale: words,
  }
}

function personInWords({ assigneeId, assigneeBasis }: PlanSchedule['tasks'][number], { members }: PlanContext): string {
  const name = members.find(({ id }) => id === assigneeId)?.name
  return name === undefined ? 'Nobody is free for it.' : `${name}: ${assigneeBasis}.`
}

function createMilestone(key: string, name: string, { milestones }: PlanSchedule, context: PlanContext): PlanOperation {
  const { date = null, lastTask = null } = milestones.find((one) => one.key === key) ?? {}
  return {
    key: milestoneKey(key),
    command: 'milestone.create',
    data: { projectId: context.projectId, name, targetDate: date },
    confidence: confidenceOf(context, 'milestone.create', [], null),
    rationale: lastTask === null ? null : `The last task that leads to it ends on ${lastTask}.`,
  }
}

/** The estimate is in the parts from now on, and would count twice. */
const clearEstimate = ({ id, amount }: OpenTask, context: PlanContext): PlanOperation => {
  const field = context.unit === 'minutes' ? 'estimatedMinutes' : 'estimatePoints'
  return {
    key: 'whole',
    command: 'task.update',
    data: { id, [field]: null },
    confidence: confidenceOf(context, 'task.update', [field], null),
    rationale: `Its ${amount} ${context.unit} are in its parts from now on, and would count twice.`,
  }
}

const relate = (n: number, fromTaskId: string, toTaskId: string, context: PlanContext): PlanOperation => ({
  key: `after-${n + 1}`,
  command: 'task_relation.create',
  data: { type: 'blocks', fromTaskId, toTaskId },
  confidence: confidenceOf(context, 'task_relation.create', [], null),
})

/** The done tasks on which the most estimates rest. */
function evidenceOf(estimates: ReadonlyMap<string, Estimate>): PatchEvidence[] {
  const counts = new Map<string, { n: number; text: string }>()
  for (const { precedents } of estimates.values())
    for (const { id, identifier, title, amount } of precedents)
      counts.set(id, { n: (counts.get(id)?.n ?? 0) + 1, text: `${identifier} ${quoted(title)}: ${amount}` })
  return [...counts]
    .sort(([, a], [, b]) => b.n - a.n)
    .slice(0, mostEvidence)
    .map(([id, { text }]) => ({ kind: 'task', id, text }))
}
