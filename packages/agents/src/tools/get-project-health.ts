import { AppError, Id, type ProjectHealthReport } from '@orchestrator/domain'
import { getProjectHealth as readHealth } from '@orchestrator/store'
import * as z from 'zod'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'

const mostTasks = 10

export const getProjectHealth = defineReadTool({
  name: 'get_project_health',
  title: 'Get how a project is doing',
  description: `Computes from the log how a project is doing: its status with the rule that decided it, risks with their thresholds, a forecast, figures (throughput, cycle time, estimates, …), and up to ${mostTasks} tasks of each kind that need attention. Quote these figures; do not compute them anew.`,
  permission: 'workspace.read',
  input: z.strictObject({
    projectId: Id.describe('list_projects has the ids'),
    weeks: z.int().min(1).max(52).default(12).describe('how many full weeks before the present one are looked at'),
  }),
  async read({ tx, workspaceId }, { projectId, weeks }) {
    const report = await readHealth(tx, workspaceId, { projectId, weeks, asOf: undefined })
    if (!report) throw new AppError('not_found', `there is no project ${projectId}`)
    return compact(report)
  },
})

type Ref = Pick<ProjectHealthReport['overdue'][number], 'id' | 'identifier' | 'title'>
const taskRef = ({ id, identifier, title }: Ref) => ({ id, identifier, title })

/** The report without its tables of days, formulas and sources, which docs/project-health.md explains. */
function compact(report: ProjectHealthReport) {
  const { project, asOf, timeZone, status, rule, risks, forecast, figures, weeks, cycle } = report
  const refs = (tasks: readonly Ref[]) => tasks.slice(0, mostTasks).map(taskRef)
  const { p50, p85, p95, note } = forecast
  return withoutEmpty({
    ...{ project, asOf, timeZone, status, rule },
    risks: risks.map((risk) => withoutEmpty({ ...risk, tasks: refs(risk.tasks).map(({ identifier }) => identifier) })),
    forecast: withoutEmpty({ doneByWithProbability: withoutEmpty({ '50 %': p50, '85 %': p85, '95 %': p95 }), note }),
    figures: Object.fromEntries(
      figures.map(({ name, value, unit, note: why }) => [
        name,
        value === null ? `unknown: ${why}` : `${value} ${unit}`,
      ]),
    ),
    completedByWeek: weeks.map(({ monday, completed }) => ({ monday, ...completed })),
    cycle: cycle && withoutEmpty({ ...cycle, days: null, timeZone: null }),
    ageing: report.ageing.slice(0, mostTasks).map(({ task, days }) => ({ ...taskRef(task), days })),
    blocked: report.blocked.slice(0, mostTasks).map(({ task, waitsFor }) => ({
      ...taskRef(task),
      waitsFor: refs(waitsFor).map(({ identifier }) => identifier),
    })),
    longestChain: refs(report.chain),
    overdue: refs(report.overdue),
    dueSoon: refs(report.dueSoon),
    unassigned: refs(report.unassigned),
    stale: refs(report.stale),
    workload: report.members,
  })
}
