import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toEntityId, toInstant } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Cycle {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly startsAt: string
  readonly endsAt: string
  readonly goal: string
}

interface Totals {
  readonly tasks: number
  readonly points: number
}
interface Work {
  readonly scope: Totals
  readonly started: Totals
  readonly completed: Totals
}

/** Adds `orchestrator cycle` and its subcommands. */
export function addCycle(program: Command): void {
  const cycle = program
    .command('cycle')
    .description('Cycles (sprints) of projects.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator cycle list --project HELLO
  $ npx orchestrator cycle create --project HELLO --start 2027-01-04 --end 2027-01-18
  $ npx orchestrator cycle start 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator cycle complete 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 --unfinished next`,
    )
  const add = (name: string, description: string) =>
    withApiFlags(cycle.command(name).description(description)).argument('<id>', 'id of the cycle', toEntityId)
  withPages(
    withApiFlags(cycle.command('list', { isDefault: true }).description('list cycles by their start (the default)')),
  )
    .option('--project <project>', 'its key or id')
    .addOption(new Option('--state <state>', 'only those').choices(['upcoming', 'active', 'completed']))
    .action(listCycles)
  withApiFlags(cycle.command('create').description('plan a cycle'))
    .requiredOption('--project <project>', 'its key or id')
    .requiredOption('--start <time>', 'a day (midnight UTC) or an instant', toInstant)
    .requiredOption('--end <time>', 'the first day or instant after it', toInstant)
    .option('--name <text>', 'default: Cycle and its number')
    .option('--goal <text>', 'what it is for')
    .action(createCycle)
  add('start', 'start it now').action((id: string, flags: ApiFlags) => change(id, 'start', undefined, flags))
  add('complete', 'complete it, and carry over what is not done')
    .addOption(new Option('--unfinished <where>', 'where that goes').choices(['next', 'backlog']).default('next'))
    .action((id: string, { unfinished, ...flags }: ApiFlags & { unfinished: string }) =>
      change(id, 'complete', { unfinished }, flags),
    )
  add('progress', 'show scope and work day by day').action(showProgress)
}

async function listCycles(
  flags: ApiFlags & PageFlags & { project?: string; state?: string },
  command: Command,
): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const projectId = flags.project === undefined ? undefined : await projectIdOf(access, flags.project)
  const query = { projectId, state: flags.state, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Cycle[]; nextCursor: string | null }>(access, '/v1/cycles', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['ID', 'STATE', 'FROM', 'TO', 'NAME'],
    page.items.map(({ id, state, startsAt, endsAt, name }) => [id, state, startsAt, endsAt, name]),
    'No cycles yet.',
  )
  sayMore(command, page.nextCursor)
}

async function createCycle(
  flags: ApiFlags & { project: string; start: string; end: string; name?: string; goal?: string },
): Promise<void> {
  const access = accessOf(flags)
  const body = {
    projectId: await projectIdOf(access, flags.project),
    startsAt: flags.start,
    endsAt: flags.end,
    ...(flags.name !== undefined && { name: flags.name }),
    ...(flags.goal !== undefined && { goal: flags.goal }),
  }
  say(await getJson<Cycle>(access, '/v1/cycles', { body }), flags)
}

async function change(id: string, verb: string, body: object | undefined, flags: ApiFlags): Promise<void> {
  const options = body === undefined ? { method: 'POST' as const } : { body }
  say(await getJson<Cycle>(accessOf(flags), `/v1/cycles/${id}/${verb}`, options), flags)
}

function say(cycle: Cycle, flags: ApiFlags): void {
  if (flags.json) printJson(cycle)
  else console.log(`${cycle.name} (${cycle.id}): ${cycle.state}`)
}

async function showProgress(id: string, flags: ApiFlags): Promise<void> {
  const progress = await getJson<Work & { days: (Work & { date: string })[] }>(
    accessOf(flags),
    `/v1/cycles/${id}/progress`,
  )
  if (flags.json) return printJson(progress)
  const cells = ({ scope, started, completed }: Work) =>
    [scope, started, completed].map(({ tasks, points }) => `${tasks} (${points} points)`)
  printTable(
    ['DAY', 'SCOPE', 'STARTED', 'COMPLETED'],
    [...progress.days.map((day) => [day.date, ...cells(day)]), ['now', ...cells(progress)]],
    '',
  )
}
