import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { type ShownSpec, scheduleInWords } from '../automation/when-in-words.ts'
import { printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toCount } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Schedule {
  id: string
  ownerKind: string
  name: string
  spec: ShownSpec
  timeZone: string
  pausedAt: string | null
  enabled: boolean
  nextAt: string | null
  lastAt: string | null
}

/** Adds `orchestrator schedules` and its subcommands. */
export function addSchedules(program: Command): void {
  const schedules = program
    .command('schedules')
    .description('See and steer when rules, playbooks and series start.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator schedules
  $ npx orchestrator schedules preview 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 --count 5
  $ npx orchestrator schedules backfill 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 --from 2026-03-01T00:00:00Z --to 2026-03-05T00:00:00Z`,
    )
  withPages(
    withApiFlags(schedules.command('list', { isDefault: true }).description('list schedules (the default)')),
    50,
  ).action(list)
  withApiFlags(schedules.command('preview').description('show the next times').argument('<id>', 'id of the schedule'))
    .option('--count <n>', 'how many', toCount, 10)
    .action(preview)
  const verbs = {
    pause: 'fire nothing until it is resumed',
    resume: 'let it count from now on',
    trigger: 'fire it now',
  }
  for (const [verb, what] of Object.entries(verbs))
    withApiFlags(schedules.command(verb).description(what).argument('<id>', 'id of the schedule')).action(
      (id: string, flags: ApiFlags) => change(id, verb, flags),
    )
  withApiFlags(
    schedules
      .command('backfill')
      .description('fire once for each of its times in a span')
      .argument('<id>', 'id of the schedule'),
  )
    .requiredOption('--from <instant>', 'begin of the span')
    .requiredOption('--to <instant>', 'end of the span')
    .action((id: string, flags: ApiFlags & { from: string; to: string }) =>
      change(id, 'backfill', flags, { from: flags.from, to: flags.to }),
    )
}

async function list(flags: ApiFlags & PageFlags, command: Command): Promise<void> {
  refuseWords(command)
  const page = await getJson<{ items: Schedule[]; nextCursor: string | null }>(accessOf(flags), '/v1/schedules', {
    query: { limit: flags.limit, cursor: flags.cursor },
  })
  if (flags.json) return printJson(page)
  printTable(
    ['SCHEDULE', 'OF', 'WHEN', 'NEXT'],
    page.items.map((one) => [
      one.id,
      `${one.ownerKind} ${one.name}`,
      scheduleInWords(one.spec, one.timeZone),
      nextOf(one),
    ]),
    'No schedules yet.',
  )
  sayMore(command, page.nextCursor)
}

function nextOf({ pausedAt, enabled, nextAt }: Schedule): string {
  if (pausedAt !== null) return 'paused'
  return enabled ? (nextAt ?? 'never again') : 'switched off'
}

async function preview(id: string, flags: ApiFlags & { count: number }): Promise<void> {
  const path = `/v1/schedules/${encodeURIComponent(id)}/preview`
  const found = await getJson<{ timeZone: string; times: string[] }>(accessOf(flags), path, {
    query: { count: flags.count },
  })
  if (flags.json) return printJson(found)
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: found.timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const isUtc = found.timeZone === 'UTC'
  printTable(
    isUtc ? ['UTC'] : ['UTC', found.timeZone],
    found.times.map((time) => (isUtc ? [time] : [time, local.format(new Date(time))])),
    'It never happens again.',
  )
}

async function change(id: string, verb: string, flags: ApiFlags, body?: object): Promise<void> {
  const path = `/v1/schedules/${encodeURIComponent(id)}/${verb}`
  const schedule = await getJson<Schedule>(accessOf(flags), path, { method: 'POST', ...(body && { body }) })
  if (flags.json) return printJson(schedule)
  console.log(`${verb}: ${schedule.ownerKind} ${schedule.name}; next: ${nextOf(schedule)}`)
}
