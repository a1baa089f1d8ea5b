import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { memberIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toCount, toInstant } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'
import { taskIdOf } from './task-id.ts'

interface TimeEntry {
  readonly id: string
  readonly taskId: string
  readonly startedAt: string
  readonly minutes: number | null
  readonly note: string
}

/** Adds `orchestrator time` and its subcommands. */
export function addTime(program: Command): void {
  const time = program
    .command('time')
    .description('Time that was worked on tasks.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator time start HELLO-1
  $ npx orchestrator time stop
  $ npx orchestrator time log HELLO-1 90 --start 2027-01-04T09:00:00Z --note 'First draft'
  $ npx orchestrator time sum --by day`,
    )
  const task = ['<task>', 'its identifier, such as HELLO-1, or its id'] as const
  withPages(
    withApiFlags(time.command('list', { isDefault: true }).description('list entries, newest first (the default)')),
  )
    .option('--task <task>', 'only of this task: its identifier, such as HELLO-1, or its id')
    .option('--member <member>', 'only of this member: an e-mail address, or an id')
    .action(listEntries)
  withApiFlags(
    time
      .command('start')
      .description('start your timer')
      .argument(...task),
  )
    .option('--note <text>', 'what you do')
    .action(start)
  withApiFlags(time.command('stop').description('stop your timer')).action(stop)
  withApiFlags(
    time
      .command('log')
      .description('log time of yours')
      .argument(...task)
      .argument('<minutes>', 'how long', toCount),
  )
    .option('--start <time>', 'when it began (default: so many minutes ago)', toInstant)
    .option('--note <text>', 'what you did')
    .action(log)
  withApiFlags(time.command('sum').description('sum up'))
    .addOption(new Option('--by <what>', 'for each').choices(['task', 'member', 'project', 'day']).default('task'))
    .option('--from <time>', 'begun at or after', toInstant)
    .option('--to <time>', 'begun before', toInstant)
    .action(sum)
}

const minutesOf = ({ minutes }: Pick<TimeEntry, 'minutes'>) => (minutes === null ? 'running' : `${minutes} min`)

async function listEntries(
  flags: ApiFlags & PageFlags & { task?: string; member?: string },
  command: Command,
): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const [taskId, memberId] = await Promise.all([
    flags.task === undefined ? undefined : taskIdOf(access, flags.task),
    flags.member === undefined ? undefined : memberIdOf(access, flags.member),
  ])
  const query = { sort: '-startedAt', taskId, memberId, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: TimeEntry[]; nextCursor: string | null }>(access, '/v1/time-entries', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['BEGUN', 'TIME', 'TASK', 'NOTE'],
    page.items.map((entry) => [entry.startedAt, minutesOf(entry), entry.taskId, entry.note]),
    'No time yet.',
  )
  sayMore(command, page.nextCursor)
}

async function start(task: string, flags: ApiFlags & { note?: string }): Promise<void> {
  const access = accessOf(flags)
  const body = { taskId: await taskIdOf(access, task), ...(flags.note !== undefined && { note: flags.note }) }
  say(await getJson<TimeEntry>(access, '/v1/time-entries/start', { body }), flags)
}

async function stop(flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const me = await getJson<{ actor: { memberId: string } }>(access, '/v1/me')
  const query = { memberId: me.actor.memberId, running: 'true' }
  const { items } = await getJson<{ items: TimeEntry[] }>(access, '/v1/time-entries', { query })
  const [running] = items
  if (!running) throw new UserError('No timer of yours is running.')
  say(await getJson<TimeEntry>(access, `/v1/time-entries/${running.id}/stop`, { method: 'POST' }), flags)
}

async function log(task: string, minutes: number, flags: ApiFlags & { start?: string; note?: string }): Promise<void> {
  const access = accessOf(flags)
  const startedAt = flags.start ?? new Date(Date.now() - minutes * 60_000).toISOString()
  const taskId = await taskIdOf(access, task)
  const body = { taskId, startedAt, minutes, ...(flags.note !== undefined && { note: flags.note }) }
  say(await getJson<TimeEntry>(access, '/v1/time-entries', { body }), flags)
}

function say(entry: TimeEntry, flags: ApiFlags): void {
  if (flags.json) printJson(entry)
  else console.log(`${minutesOf(entry)}, begun ${entry.startedAt} (${entry.id})`)
}

interface Sums {
  readonly total: { readonly minutes: number; readonly billableMinutes: number }
  readonly items: readonly { readonly key: string; readonly minutes: number; readonly billableMinutes: number }[]
}

async function sum(flags: ApiFlags & { by: string; from?: string; to?: string }): Promise<void> {
  const query = { groupBy: flags.by, from: flags.from, to: flags.to }
  const sums = await getJson<Sums>(accessOf(flags), '/v1/time-entries/summary', { query })
  if (flags.json) return printJson(sums)
  printTable(
    [flags.by.toUpperCase(), 'TIME', 'BILLABLE'],
    [...sums.items, { key: 'all', ...sums.total }].map(({ key, minutes, billableMinutes }) => [
      key,
      `${minutes} min`,
      `${billableMinutes} min`,
    ]),
    '',
  )
}
