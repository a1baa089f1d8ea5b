import type { WorkTotals } from '../entities/cycle.ts'
import type { CycleProgress } from '../planning/cycle-progress.ts'
import { type Aged, ageing, workInProgress } from './ageing.ts'
import { attention, attentionFigures } from './attention.ts'
import { type Block, blockedByOverdue, blockedFigures, blockedWork } from './blocked.ts'
import { burnup, scopeFigures, scopeGrowth } from './burnup.ts'
import { completionsIn } from './completions.ts'
import { cycleTimes, flowEfficiency, flowTimes } from './cycle-time.ts'
import { estimateAccuracy, type SettledTime, timeBudget } from './estimates.ts'
import type { Figure } from './figure.ts'
import { forecast } from './forecast.ts'
import { littlesLaw } from './littles-law.ts'
import type { ProjectHealthReport } from './report.ts'
import { healthRisks } from './risks.ts'
import { percentile } from './samples.ts'
import { verdict } from './status.ts'
import type { TaskHistory } from './task-history.ts'
import { mostNamed, taskRef, taskRefs } from './task-ref.ts'
import { throughput, weeklyWork } from './throughput.ts'
import { type CompletedCycle, velocity } from './velocity.ts'
import type { HealthWindow } from './window.ts'
import { workloadFigures, workloads } from './workload.ts'

/** What the log says of a project, as far as its health needs it. */
export interface HealthFacts {
  readonly project: ProjectHealthReport['project']
  readonly window: HealthWindow
  /** The project's tasks that are open, or were touched since the window began. */
  readonly tasks: readonly TaskHistory[]
  /** Its tasks that were done before the window and not touched since. */
  readonly settled: WorkTotals & SettledTime & { readonly firstTaskAt: string | null }
  /** Tasks of other projects that block some of it. */
  readonly outside: readonly TaskHistory[]
  readonly blocks: readonly Block[]
  readonly cycle: CycleProgress | null
  /** The last completed, newest first. */
  readonly cycles: readonly CompletedCycle[]
}

const mostMembers = 100

/** Computes the report. The same facts give the same report, in whatever order the tasks come. */
export function projectHealth(facts: HealthFacts): ProjectHealthReport {
  const { project, window, settled, cycle, cycles } = facts
  const { asOf, today, timeZone, from } = window
  const tasks = facts.tasks.toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1))
  const completed = completionsIn(tasks, window)
  const weeks = weeklyWork(completed, window, firstTaskOf(facts))
  const weekly = weeks.map((week) => week.completed.tasks)
  const points = burnup(tasks, settled, window)
  const ids = new Set(tasks.map(({ taskId }) => taskId))
  const waiting = blockedWork([...tasks, ...facts.outside], facts.blocks, ids)
  const aged = workInProgress(tasks, asOf)
  const p85 = percentile(cycleTimes(completed), 85)
  const lists = attention(tasks, window)
  const loads = workloads(tasks)
  const figures = [
    ...scopeFigures(points),
    ...scopeGrowth(tasks, settled, window),
    ...velocity(cycles),
    ...throughput(weeks),
    ...flowTimes(completed),
    flowEfficiency(completed),
    ...ageing(aged, p85),
    ...littlesLaw(tasks, window),
    ...blockedFigures(waiting, today),
    ...attentionFigures(lists),
    ...workloadFigures(loads),
    ...estimateAccuracy(completed),
    ...timeBudget(tasks, settled),
  ]
  const value = (name: string) => figureOf(figures, name).value
  const [scope, open] = [value('scope') ?? 0, value('open') ?? 0]
  const expected = forecast(weekly, open, today)
  const risks = healthRisks({
    today,
    targetDate: project.targetDate,
    open,
    forecast: expected,
    ...lists,
    behindOverdue: blockedByOverdue(waiting.blocked, today),
    chain: waiting.longest,
    aged,
    p85,
    scopeGrowth: value('scope.growth'),
    weekly,
    cpi: value('time.cpi'),
  })
  return {
    project,
    asOf,
    timeZone,
    from,
    ...verdict(scope, open, risks, expected),
    risks,
    forecast: expected,
    figures,
    burnup: points,
    weeks,
    cycle,
    cycles: [...cycles],
    ageing: aged.slice(0, mostNamed).map(nameAged),
    blocked: waiting.blocked
      .slice(0, mostNamed)
      .map(({ task, waitsFor }) => ({ task: taskRef(task), waitsFor: taskRefs(waitsFor) })),
    chain: taskRefs(waiting.longest),
    overdue: taskRefs(lists.overdue),
    dueSoon: taskRefs(lists.dueSoon),
    unassigned: taskRefs(lists.unassigned),
    stale: taskRefs(lists.stale),
    members: loads.slice(0, mostMembers),
  }
}

/** @throws Error for a name that no figure has */
export function figureOf(figures: readonly Figure[], name: string): Figure {
  const found = figures.find((one) => one.name === name)
  if (!found) throw new Error(`there is no figure ${name}`)
  return found
}

const nameAged = ({ task, days }: Aged) => ({ task: taskRef(task), days: Math.round(days * 100) / 100 })

function firstTaskOf({ tasks, settled }: HealthFacts): string | null {
  const made = tasks.map(({ createdAt }) => createdAt)
  if (settled.firstTaskAt !== null) made.push(settled.firstTaskAt)
  return made.reduce<string | null>((first, one) => (first === null || one < first ? one : first), null)
}
