import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { isId, refuseWords, toCount } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Series {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly nextDate: string | null
  readonly problem: { readonly message: string } | null
}

interface Occurrence {
  readonly date: string
  readonly on: string
  readonly number: number
  readonly at: string
}

/** Adds `orchestrator series` and its subcommands. */
export function addSeries(program: Command): void {
  const series = program
    .command('series')
    .description('Work that comes again.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator series create 'Close the books' --project HELLO --rrule 'FREQ=MONTHLY;BYMONTHDAY=-1' --lead-days 3
  $ npx orchestrator series create 'Water the plants' --project HELLO --after-days 3
  $ npx orchestrator series preview 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator series skip 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 2027-01-31`,
    )
  const add = (name: string, description: string) =>
    withApiFlags(series.command(name).description(description)).argument('<id>', 'id of the series', toId)
  withPages(
    withApiFlags(series.command('list', { isDefault: true }).description('list series, newest first (the default)')),
  )
    .option('--project <project>', 'only of this project: its key or id')
    .addOption(new Option('--status <status>', 'only those').choices(['active', 'paused', 'ended']))
    .action(listSeries)
  withApiFlags(series.command('create').description('make work come again').argument('<title>', 'of each task'))
    .requiredOption('--project <project>', 'its key or id')
    .option('--rrule <rule>', 'on which days, e.g. FREQ=WEEKLY;BYDAY=MO')
    .option('--after-days <n>', 'so many days after the task before was completed', toCount)
    .option('--start <date>', 'the first day (default: today)')
    .option('--end <date>', 'the last day')
    .option('--count <n>', 'so many in all', toCount)
    .option('--lead-days <n>', 'make each task so many days ahead', toCount)
    .option('--time <time>', 'at this time of the day, e.g. 09:00')
    .option('--time-zone <zone>', 'by the clocks of this zone')
    .action(createSeries)
  add('preview', 'show the next ten occurrences').action(preview)
  add('skip', 'leave out one occurrence')
    .argument('<date>', 'its day')
    .action((id: string, date: string, flags: ApiFlags) => change(id, 'skip', { date }, flags))
  add('move', 'put one occurrence on another day')
    .argument('<date>', 'its day')
    .argument('<to>', 'the new day')
    .action((id: string, date: string, to: string, flags: ApiFlags) => change(id, 'move', { date, to }, flags))
  add('pause', 'make nothing of it for now').action((id: string, flags: ApiFlags) =>
    change(id, 'pause', undefined, flags),
  )
  add('resume', 'let it go on').action((id: string, flags: ApiFlags) => change(id, 'resume', undefined, flags))
  add('end', 'end it')
    .option('--after <date>', 'the last day (default: at once)')
    .action((id: string, flags: ApiFlags & { after?: string }) =>
      change(id, 'end', flags.after === undefined ? {} : { after: flags.after }, flags),
    )
}

async function listSeries(
  flags: ApiFlags & PageFlags & { project?: string; status?: string },
  command: Command,
): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const projectId = flags.project === undefined ? undefined : await projectIdOf(access, flags.project)
  const query = { sort: '-createdAt', projectId, status: flags.status, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Series[]; nextCursor: string | null }>(access, '/v1/series', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['SERIES', 'STATUS', 'NEXT', 'NAME'],
    page.items.map(({ id, status, nextDate, name, problem }) => [
      id,
      status,
      problem?.message ?? nextDate ?? '–',
      name,
    ]),
    'No series yet.',
  )
  sayMore(command, page.nextCursor)
}

interface CreateFlags extends ApiFlags {
  project: string
  rrule?: string
  afterDays?: number
  start?: string
  end?: string
  count?: number
  leadDays?: number
  time?: string
  timeZone?: string
}

async function createSeries(title: string, flags: CreateFlags): Promise<void> {
  if ((flags.rrule === undefined) === (flags.afterDays === undefined))
    throw new UserError('When does it come again? Give --rrule or --after-days.', { exitCode: 2 })
  const access = accessOf(flags)
  const body = {
    projectId: await projectIdOf(access, flags.project),
    task: { title },
    recurrence: flags.rrule === undefined ? { afterCompletion: { days: flags.afterDays } } : { rrule: flags.rrule },
    ...(flags.start !== undefined && { startDate: flags.start }),
    ...(flags.end !== undefined && { endDate: flags.end }),
    ...(flags.count !== undefined && { count: flags.count }),
    ...(flags.leadDays !== undefined && { leadDays: flags.leadDays }),
    ...(flags.time !== undefined && { time: flags.time }),
    ...(flags.timeZone !== undefined && { timeZone: flags.timeZone }),
  }
  const made = await getJson<Series>(access, '/v1/series', { method: 'POST', body })
  if (flags.json) return printJson(made)
  console.log(said(made))
}

async function preview(id: string, flags: ApiFlags): Promise<void> {
  const page = await getJson<{ items: Occurrence[] }>(accessOf(flags), `/v1/series/${id}/preview`)
  if (flags.json) return printJson(page)
  printTable(
    ['OCCURRENCE', 'DAY', 'MADE AT', 'NUMBER'],
    page.items.map(({ date, on, at, number }) => [date, on, at, String(number)]),
    'Nothing comes that is known by now.',
  )
}

async function change(id: string, verb: string, body: object | undefined, flags: ApiFlags): Promise<void> {
  const changed = await getJson<Series>(accessOf(flags), `/v1/series/${id}/${verb}`, {
    method: 'POST',
    ...(body && { body }),
  })
  if (flags.json) return printJson(changed)
  console.log(said(changed))
}

const said = ({ id, name, status, nextDate }: Series) =>
  `${name}: ${status}${nextDate === null ? '' : `, next on ${nextDate}`} (${id})`

function toId(text: string): string {
  if (isId(text)) return text
  throw new UserError(`${JSON.stringify(text)} is no id of a series.`, {
    hint: 'See all: npx orchestrator series',
    exitCode: 2,
  })
}
