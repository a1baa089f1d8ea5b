import type { Figure } from './figure.ts'
import type { ProjectHealthReport } from './report.ts'
import type { HealthRisk } from './risk.ts'
import type { TaskRef } from './task-ref.ts'

const statusWords: Readonly<Record<ProjectHealthReport['status'], string>> = {
  on_track: 'On track',
  at_risk: 'At risk',
  off_track: 'Off track',
  unknown: 'Unknown',
}

/** The report as Markdown (GFM), out of the figures alone: each with its unit, formula and source. */
export function healthMarkdown(report: ProjectHealthReport): string {
  const { project, asOf, timeZone, status, rule, risks, burnup, weeks, chain } = report
  return [
    `# ${escaped(project.name)} (${project.key}): ${statusWords[status].toLowerCase()}`,
    `As of ${asOf}, days in ${timeZone}. Decided by: ${rule}.`,
    '## Risks',
    risks.length > 0 ? risks.map(riskLine).join('\n') : 'None by the thresholds.',
    '## Forecast',
    forecastLines(report),
    '## Scope',
    table(
      ['Day', 'Scope', 'Done', 'Open', 'Points open'],
      burnup.map(({ date, scope, completed }) => [
        date,
        scope.tasks,
        completed.tasks,
        scope.tasks - completed.tasks,
        scope.points - completed.points,
      ]),
    ),
    ...(weeks.length > 0
      ? [
          '## Weeks',
          table(
            ['Week from', 'Tasks done', 'Points done'],
            weeks.map(({ monday, completed }) => [monday, completed.tasks, completed.points]),
          ),
        ]
      : []),
    ...lists(report),
    ...(chain.length > 0 ? ['## Longest chain', chain.map(({ identifier }) => identifier).join(' → ')] : []),
    '## Figures',
    table(['Figure', 'Value', 'Formula', 'Source'], report.figures.map(figureRow)),
  ]
    .join('\n\n')
    .concat('\n')
}

/** A figure's value as people read it. */
function printFigure({ value, unit, note }: Figure): string {
  if (value === null) return `– (${note})`
  return unit === 'ratio' ? String(Math.round(value * 100) / 100) : `${Math.round(value * 10) / 10} ${unit}`
}

const figureRow = (figure: Figure) => [figure.name, printFigure(figure), figure.formula, figure.source]

const riskLine = ({ severity, summary, threshold, tasks }: HealthRisk) =>
  `- **${severity}**: ${summary}${tasks.length > 0 ? ` (${tasks.map(({ identifier }) => identifier).join(', ')})` : ''}. Rule: ${threshold}.`

function forecastLines({ forecast, project }: ProjectHealthReport): string {
  const { p50, p85, p95, method, source, note } = forecast
  const target = project.targetDate === null ? '' : ` The target day is ${project.targetDate}.`
  if (p50 === null) return `None: ${note}.${target}`
  return `What is open is done by **${p50}** (P50), **${p85}** (P85), ${p95} (P95)${note === null ? '' : `; ${note}`}.${target} ${method}. Source: ${source}`
}

function lists({ overdue, dueSoon, unassigned, stale, ageing, blocked }: ProjectHealthReport): string[] {
  const named = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`## ${title}`, lines.map((line) => `- ${line}`).join('\n')] : []
  return [
    ...named('Overdue', overdue.map(taskLine)),
    ...named('Due soon', dueSoon.map(taskLine)),
    ...named(
      'Work in progress',
      ageing.map(({ task, days }) => `${taskLine(task)}: ${days.toFixed(1)} days`),
    ),
    ...named(
      'Blocked',
      blocked.map(
        ({ task, waitsFor }) => `${taskLine(task)}: waits for ${waitsFor.map((one) => one.identifier).join(', ')}`,
      ),
    ),
    ...named('At work, nobody’s', unassigned.map(taskLine)),
    ...named('Stale', stale.map(taskLine)),
  ]
}

const taskLine = ({ identifier, title }: TaskRef) => `${identifier} ${escaped(title)}`

/** What people wrote is text: none of it is markup, and it stays in its line. */
const escaped = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&')

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}
