import type { Aged } from './ageing.ts'
import { staleDays } from './attention.ts'
import type { Blocked } from './blocked.ts'
import type { Forecast } from './forecast.ts'
import { type HealthRisk, RiskSeverity, risk, severityOf } from './risk.ts'
import { mean } from './samples.ts'
import type { TaskHistory } from './task-history.ts'

/** What risks are judged by. */
interface RiskFacts {
  readonly today: string
  readonly targetDate: string | null
  readonly open: number
  readonly forecast: Forecast
  readonly overdue: readonly TaskHistory[]
  readonly stale: readonly TaskHistory[]
  readonly unassigned: readonly TaskHistory[]
  readonly behindOverdue: readonly Blocked[]
  readonly chain: readonly TaskHistory[]
  readonly aged: readonly Aged[]
  /** P85 of the cycle time, in days. */
  readonly p85: number | null
  readonly scopeGrowth: number | null
  /** Tasks completed in each full week. */
  readonly weekly: readonly number[]
  /** The cost performance index of the time budget. */
  readonly cpi: number | null
}

const percent = (ratio: number) => `${Math.round(ratio * 100)} %`
const tasks = (count: number) => (count === 1 ? '1 task' : `${count} tasks`)

/** All risks, the most severe first. The thresholds are Orchestrator's own; docs/project-health.md lists them. */
export function healthRisks(facts: RiskFacts): HealthRisk[] {
  const rank = ({ severity }: HealthRisk) => RiskSeverity.options.indexOf(severity)
  return [dates, due, waits, ages, scope, pace, time, neglect]
    .flatMap((rule) => rule(facts))
    .sort((a, b) => rank(a) - rank(b))
}

function dates({ today, targetDate, open, forecast: { p50, p85 } }: RiskFacts): HealthRisk[] {
  if (targetDate === null || open === 0) return []
  if (targetDate < today)
    return risk('high', {
      code: 'target_missed',
      summary: `the target day ${targetDate} is over, and ${tasks(open)} still open`,
      threshold: 'high: the target day is before today, and work is open',
      figures: ['open'],
    })
  const late = p50 !== null && p50 > targetDate ? 'high' : p85 !== null && p85 > targetDate ? 'medium' : undefined
  return risk(late, {
    code: 'forecast_late',
    summary: `the target day is ${targetDate}; half of the trials are done by ${p50}, 85 % by ${p85}`,
    threshold: 'high: P50 of the forecast is after the target day; medium: P85 is',
    figures: ['open', 'throughput.mean'],
  })
}

function due({ overdue, open }: RiskFacts): HealthRisk[] {
  const share = open > 0 ? overdue.length / open : 0
  return risk(severityOf(share, { high: 0.2, medium: 0 }), {
    code: 'overdue',
    summary: `${tasks(overdue.length)} overdue, of ${open} open`,
    threshold: 'high: more than 20 % of the open tasks are overdue; medium: any is',
    figures: ['overdue', 'open'],
    tasks: overdue,
  })
}

function waits({ behindOverdue, chain }: RiskFacts): HealthRisk[] {
  return [
    ...risk(severityOf(behindOverdue.length, { medium: 0 }), {
      code: 'blocked_by_overdue',
      summary: `${tasks(behindOverdue.length)} blocked by overdue work`,
      threshold: 'medium: any open task is blocked by one that is overdue',
      figures: ['blocked.by_overdue'],
      tasks: behindOverdue.map(({ task }) => task),
    }),
    ...risk(severityOf(chain.length, { medium: 3 }), {
      code: 'long_chain',
      summary: `${tasks(chain.length)} in a row, each waiting for the one before`,
      threshold: 'medium: a chain of more than 3 open tasks',
      figures: ['blocked.longest_chain'],
      tasks: chain,
    }),
  ]
}

function ages({ aged, p85 }: RiskFacts): HealthRisk[] {
  if (p85 === null) return []
  const old = aged.filter(({ days }) => days > p85)
  const severity = old.some(({ days }) => days > 2 * p85) ? 'high' : old.length > 0 ? 'medium' : undefined
  return risk(severity, {
    code: 'ageing',
    summary: `${tasks(old.length)} at work for longer than 85 % of those that were completed (${p85.toFixed(1)} days)`,
    threshold: 'high: a started task is older than twice P85 of the cycle time; medium: than P85',
    figures: ['wip.aged', 'cycle_time.p85'],
    tasks: old.map(({ task }) => task),
  })
}

function scope({ scopeGrowth }: RiskFacts): HealthRisk[] {
  return risk(severityOf(scopeGrowth, { high: 0.25, medium: 0.1 }), {
    code: 'scope_growth',
    summary: `the scope grew by ${percent(scopeGrowth ?? 0)} within the window`,
    threshold: 'high: the scope grew by more than 25 % within the window; medium: by more than 10 %',
    figures: ['scope.growth', 'scope.added', 'scope.removed'],
  })
}

const recentWeeks = 4

function pace({ weekly, open }: RiskFacts): HealthRisk[] {
  const [before, recent] = [mean(weekly.slice(0, -recentWeeks)), mean(weekly.slice(-recentWeeks))]
  if (open === 0 || weekly.length < 2 * recentWeeks || before === null || recent === null) return []
  return risk(recent < before / 2 ? 'medium' : undefined, {
    code: 'slowing',
    summary: `${recent.toFixed(1)} tasks a week were completed in the last ${recentWeeks} weeks, ${before.toFixed(1)} before`,
    threshold: `medium: the mean of the last ${recentWeeks} full weeks is less than half of that of the weeks before, of which there are ${recentWeeks} or more`,
    figures: ['throughput.mean'],
  })
}

function time({ cpi, open }: RiskFacts): HealthRisk[] {
  if (cpi === null || open === 0) return []
  return risk(cpi < 0.75 ? 'high' : cpi < 0.9 ? 'medium' : undefined, {
    code: 'over_estimates',
    summary: `${percent(cpi)} of the logged time was earned in estimates of completed tasks`,
    threshold: 'high: CPI of the time budget below 0.75; medium: below 0.9',
    figures: ['time.cpi', 'time.at_completion', 'time.budget'],
  })
}

function neglect({ stale, unassigned }: RiskFacts): HealthRisk[] {
  return [
    ...risk(stale.length > 0 ? 'low' : undefined, {
      code: 'stale',
      summary: `${tasks(stale.length)} without an event for more than ${staleDays} days`,
      threshold: `low: any unstarted or started task without an event for more than ${staleDays} days`,
      figures: ['stale'],
      tasks: stale,
    }),
    ...risk(unassigned.length > 0 ? 'low' : undefined, {
      code: 'unassigned',
      summary: `${tasks(unassigned.length)} at work that nobody is assigned to`,
      threshold: 'low: any started task without an assignee',
      figures: ['unassigned'],
      tasks: unassigned,
    }),
  ]
}
