import type { ProjectHealthReport } from '@orchestrator/sdk'
import type { Command } from 'commander'
import { type Access, callApi, getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toCount, toInstant } from './arguments.ts'
import { proposeActions, showActions } from './health-actions.ts'

interface Flags extends ApiFlags {
  asOf?: string
  weeks?: number
  markdown?: boolean
  actions?: boolean
  propose?: boolean
}

/** Adds `orchestrator project health`. */
export function addProjectHealth(project: Command): void {
  withApiFlags(project.command('health').description('show how a project is doing, in figures out of the log'))
    .argument('<project>', 'its key or id')
    .option('--as-of <time>', 'as the log was at an instant, or as a day (UTC) began', toInstant)
    .option('--weeks <count>', 'how many full weeks to look at, 52 at most (default: 12)', toCount)
    .option('--markdown', 'as a document, with the formula and source of each figure')
    .option('--actions', 'what the findings call for, instead of the report; nothing is changed')
    .option('--propose', 'propose that as a patch')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx orchestrator project health HELLO --as-of 2026-11-01\n  $ npx orchestrator project health HELLO --actions',
    )
    .action(showHealth)
}

async function showHealth(name: string, flags: Flags): Promise<void> {
  if (flags.json && flags.markdown)
    throw new UserError('Give --json or --markdown, or neither for text.', { exitCode: 2 })
  const access = accessOf(flags)
  const projectId = await projectIdOf(access, name)
  if (flags.actions || flags.propose) return answerWithActions(access, projectId, flags)
  const path = `/v1/projects/${projectId}/health`
  const query = { asOf: flags.asOf, window: flags.weeks }
  if (flags.markdown) {
    const answer = await callApi(access, path, { query: { ...query, format: 'markdown' } })
    return console.log((await answer.text()).trimEnd())
  }
  const report = await getJson<ProjectHealthReport>(access, path, { query })
  if (flags.json) printJson(report)
  else printReport(report)
}

function answerWithActions(access: Access, projectId: string, flags: Flags): Promise<void> {
  if (flags.markdown || flags.asOf !== undefined)
    throw new UserError('Actions are those of now, as text or --json: leave out --as-of and --markdown.', {
      exitCode: 2,
    })
  const wanted = { projectId, weeks: flags.weeks, json: flags.json }
  return flags.propose ? proposeActions(access, wanted) : showActions(access, wanted)
}

function printReport(report: ProjectHealthReport): void {
  const { project, asOf, timeZone, status, rule, risks, burnup, weeks, members, figures } = report
  console.log(`${project.key} ${project.name}: ${status.replace('_', ' ')} (${rule})`)
  console.log(`As of ${asOf}, days in ${timeZone}.\n`)
  printTable(
    ['RISK', 'WHAT', 'TASKS'],
    risks.map(({ severity, summary, tasks }) => [severity, summary, named(tasks)]),
    'No risks by the thresholds.',
  )
  console.log(`\nForecast   ${forecastLine(report)}`)
  console.log(
    `Open       ${sparkline(burnup.map(({ scope, completed }) => scope.tasks - completed.tasks))}  by week, then now`,
  )
  if (weeks.length > 0)
    console.log(`Done       ${sparkline(weeks.map(({ completed }) => completed.tasks))}  tasks in each full week`)
  if (members.length > 0)
    console.log(`Open work  ${members.map(({ open }) => open.tasks).join(', ')} tasks, by member and nobody’s`)
  console.log()
  printTable(['FIGURE', 'VALUE'], figures.map(figureRow), '')
  console.log('\nFormulas and sources: --markdown. All of it: --json.')
}

const mostNamed = 5

function named(tasks: readonly { readonly identifier: string }[]): string {
  const more = tasks.length > mostNamed ? ', …' : ''
  return `${tasks
    .slice(0, mostNamed)
    .map(({ identifier }) => identifier)
    .join(', ')}${more}`
}

function forecastLine({ forecast: { p50, p85, p95, note }, project }: ProjectHealthReport): string {
  const target = project.targetDate === null ? '' : `; target ${project.targetDate}`
  if (p50 === null) return `none: ${note}${target}`
  return `P50 ${p50}, P85 ${p85}, P95 ${p95}${note === null ? '' : ` (${note})`}${target}`
}

const figureRow = ({ name, value, unit, note }: ProjectHealthReport['figures'][number]): string[] => [
  name,
  value === null ? `– (${note})` : `${Math.round(value * 100) / 100} ${unit === 'ratio' ? '' : unit}`.trim(),
]

const bars = '▁▂▃▄▅▆▇█'

/** Each value as a bar, from 0 to the greatest. */
function sparkline(values: readonly number[]): string {
  const most = Math.max(...values, 1)
  return values.map((value) => bars[Math.round((Math.max(0, value) / most) * (bars.length - 1))]).join('')
}
