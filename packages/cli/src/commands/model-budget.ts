import { type Command, InvalidArgumentError, Option } from 'commander'
import { callApi, getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { inPercent } from '../patch/patch.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toEntityId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'
import { namesOf } from './names-of.ts'

interface Budget {
  readonly id: string
  readonly projectId: string | null
  readonly agent: string | null
  readonly period: string
  readonly limitUsd: number
  readonly warnAt: number
  readonly atLimit: string
}

interface SetFlags extends ApiFlags {
  project?: string
  agent?: string
  period: string
  warnAt: number
  atLimit: string
}

/** Adds `orchestrator models budget` and its subcommands. */
export function addModelBudget(models: Command): void {
  const budget = models
    .command('budget')
    .description('What may be spent on models.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator models budget
  $ npx orchestrator models budget set 50 --period month
  $ npx orchestrator models budget set 2 --agent planner --period day --at-limit degrade`,
    )
  const list = budget.command('list', { isDefault: true }).description('list them (the default)')
  withPages(withApiFlags(list.allowExcessArguments())).action(listBudgets)
  withApiFlags(budget.command('set').description('set what may be spent in a day or a month'))
    .argument('<usd>', 'the limit', toNumber)
    .option('--project <project>', 'only for this project: its key or id')
    .option('--agent <agent>', 'only by this agent')
    .addOption(
      new Option('--period <period>', 'in the workspace’s time zone').choices(['day', 'month']).default('month'),
    )
    .option('--warn-at <share>', 'warn ADMINs from this share of it on', toNumber, 0.8)
    .addOption(
      new Option('--at-limit <what>', 'degrade: only models of grade 1 are asked then; stop: none is')
        .choices(['degrade', 'stop'])
        .default('stop'),
    )
    .action(setBudget)
  withApiFlags(budget.command('remove').description('limit it no more'))
    .argument('<budget>', 'its id', toEntityId)
    .action(removeBudget)
}

function toNumber(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !(number >= 0)) throw new InvalidArgumentError('Give a number from 0 on.')
  return number
}

async function listBudgets(flags: ApiFlags & PageFlags, command: Command): Promise<void> {
  refuseWords(command)
  const query = { limit: flags.limit, cursor: flags.cursor }
  const access = accessOf(flags)
  const page = await getJson<{ items: Budget[]; nextCursor: string | null }>(access, '/v1/model-budgets', { query })
  if (flags.json) return printJson(page)
  const projectIds = page.items.map(({ projectId }) => projectId)
  const projectName = await namesOf(access, 'projects', projectIds)
  printTable(
    ['LIMIT', 'PERIOD', 'AGENT', 'PROJECT', 'WARNS AT', 'THEN', 'ID'],
    page.items.map(({ id, limitUsd, period, agent, projectId, warnAt, atLimit }) => [
      ...[
        `$${limitUsd}`,
        period,
        agent ?? 'any',
        projectId ? projectName(projectId) : 'all',
        inPercent(warnAt),
        atLimit,
        id,
      ],
    ]),
    'No budgets: nothing limits what models cost. Set one: npx orchestrator models budget set --help',
  )
  sayMore(command, page.nextCursor)
}

async function setBudget(limitUsd: number, flags: SetFlags): Promise<void> {
  const access = accessOf(flags)
  const { agent, project, period, warnAt, atLimit } = flags
  const body = {
    ...{ limitUsd, period, warnAt, atLimit, agent: agent ?? null },
    projectId: project === undefined ? null : await projectIdOf(access, project),
  }
  const set = await getJson<Budget>(access, '/v1/model-budgets', { body })
  if (flags.json) return printJson(set)
  const then = set.atLimit === 'stop' ? 'no model is asked' : 'only models of grade 1 are asked'
  console.log(`$${set.limitUsd} a ${set.period}, and then ${then}: ${set.id}`)
  if (agent === undefined) return
  // One in code is known by its runs alone, so any name may be right.
  const { items } = await getJson<{ items: unknown[] }>(access, '/v1/agents', { query: { name: agent } })
  if (items.length === 0) console.log(`No agent here is called ${agent}: it counts for one in code of that name.`)
}

async function removeBudget(id: string, flags: ApiFlags): Promise<void> {
  await callApi(accessOf(flags), `/v1/model-budgets/${id}`, { method: 'DELETE' })
  if (flags.json) return printJson({ id, deleted: true })
  console.log('It limits nothing any more; what was spent stays in the ledger.')
}
