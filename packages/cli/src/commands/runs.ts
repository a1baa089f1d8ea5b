import { type Command, Option } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { findRule } from '../automation/find-rule.ts'
import { resultInWords, type ShownChange } from '../automation/result-in-words.ts'
import { readConfig } from '../config.ts'
import { ago, cut, printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toInstant, toRunId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'
import { addRetry } from './runs-retry.ts'
import { temporalOf } from './temporal-options.ts'

const statuses = ['queued', 'held', 'running', 'completed', 'failed', 'canceled', 'skipped']

interface Run {
  id: string
  status: string
  playbook: string | null
  rule: string | null
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  held: { reason: string; nextTryAt: string | null } | null
  error: { message?: string } | null
  eventType: string
  temporalUrl: string | null
  wakeAt: string | null
  result: unknown
  steps?: Step[]
  retryOf: string | null
  why?: { condition: string | null; parts: { values: Record<string, string> }[] }[]
}

interface Step {
  kind: string
  summary: string
  status: string
  input: unknown
  startedAt: string
  error: { message?: string } | null
  changes: ShownChange[]
}

/** Adds `orchestrator runs` and its subcommands. */
export function addRuns(program: Command): void {
  const runs = program
    .command('runs')
    .description('See what playbooks and rules have done.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator runs
  $ npx orchestrator runs list --status failed --limit 5
  $ npx orchestrator runs show 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator runs list --json | jq '.items[].id'`,
    )
  withPages(
    withApiFlags(runs.command('list', { isDefault: true }).description('list runs, newest first (the default)')),
  )
    .addOption(new Option('--status <status>', 'only runs of this status').choices(statuses))
    .option('--playbook <id>', 'only runs of this playbook')
    .option('--rule <rule>', 'only runs of this rule: its id or name')
    .option('--since <time>', 'only those made at or after', toInstant)
    .option('--until <time>', 'only those made before', toInstant)
    .action(listRuns)
  withApiFlags(
    runs
      .command('show')
      .description('show one run with its steps')
      .argument('[id]', 'id of the run (default: the newest)', toRunId),
  ).action(showRun)
  withApiFlags(
    runs.command('cancel').description('ask a run to end').argument('<id>', 'id of the run', toRunId),
  ).action(cancelRun)
  addRetry(runs)
  withApiFlags(
    runs
      .command('history')
      .description('print what Temporal recorded of a playbook’s run, for `playbook check --histories`')
      .argument('<id>', 'id of the run', toRunId)
      .addHelpText(
        'after',
        '\nIt has what the run saw: its event, and what its steps answered. Keep it where such data may be.\n\nExample:\n  $ npx orchestrator runs history 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 > histories/intake.json',
      ),
  ).action(showHistory)
}

async function showHistory(id: string, flags: ApiFlags): Promise<void> {
  const { recordedRun } = await import('../playbook/recorded-runs.ts')
  printJson(await recordedRun({ access: accessOf(flags), temporal: temporalOf(readConfig(), flags.home) }, id))
}

async function listRuns(
  flags: ApiFlags & PageFlags & { status?: string; playbook?: string; rule?: string; since?: string; until?: string },
  command: Command,
): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const rule = flags.rule === undefined ? undefined : (await findRule(access, flags.rule)).id
  const filter = { status: flags.status, playbook: flags.playbook, rule, since: flags.since, until: flags.until }
  const query = { ...filter, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Run[]; nextCursor: string | null }>(access, '/v1/runs', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['RUN', 'PLAYBOOK OR RULE', 'STATUS', 'STARTED', 'EVENT OR ERROR'],
    page.items.map((run) => [
      run.id,
      nameOf(run),
      run.status,
      ago(run.startedAt ?? run.createdAt),
      run.error?.message ?? waitOf(run) ?? run.eventType,
    ]),
    Object.values(filter).every((one) => one === undefined) ? 'No runs yet.' : 'No runs like that.',
  )
  sayMore(command, page.nextCursor)
}

async function showRun(id: string | undefined, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const run = await getJson<Run>(access, `/v1/runs/${encodeURIComponent(id ?? (await newestRun(access)))}`)
  if (flags.json) return printJson(run)
  console.log(`${nameOf(run)}  ${run.status}  ${run.id}`)
  console.log(`started ${run.startedAt ?? '–'}, ended ${run.endedAt ?? '–'}`)
  for (const { condition, parts } of run.why ?? []) {
    const values = parts.flatMap((part) => Object.entries(part.values).map(([path, value]) => `${path} is ${value}`))
    console.log(
      `on ${run.eventType}${condition ? ` if ${condition}` : ''}${values.length > 0 ? ` (${values.join(', ')})` : ''}`,
    )
  }
  if (run.retryOf) console.log(`a retry of: ${run.retryOf}`)
  const why = run.error?.message ?? waitOf(run)
  if (why) console.log(`why: ${why}`)
  const made = resultInWords(run.result, run.steps?.flatMap(({ changes }) => changes) ?? [])
  for (const line of made ?? []) console.log(line)
  if (!made && run.result !== null && run.result !== undefined) console.log(`result: ${short(run.result, 200)}`)
  if (run.wakeAt) console.log(`goes on at ${run.wakeAt}, or when something comes`)
  if (run.temporalUrl) console.log(`Temporal: ${run.temporalUrl}`)
  const steps = run.steps ?? []
  console.log('')
  printTable(
    ['STEP', 'STATUS', 'WHAT', 'CHANGED'],
    steps.map((step, i) => [
      String(i + 1),
      step.status,
      step.kind === 'wait' ? waitIn(step) : step.summary,
      step.error?.message ?? step.changes.map(changeIn).join('; '),
    ]),
    'No steps.',
  )
}

async function newestRun(access: Access): Promise<string> {
  const { items } = await getJson<{ items: Run[] }>(access, '/v1/runs', { query: { limit: 1 } })
  const [newest] = items
  if (!newest) throw new UserError('No runs yet.')
  return newest.id
}

async function cancelRun(id: string, flags: ApiFlags): Promise<void> {
  const run = await getJson<Run>(accessOf(flags), `/v1/runs/${encodeURIComponent(id)}/cancel`, { method: 'POST' })
  if (flags.json) return printJson(run)
  console.log(`Asked run ${id} to end; see: npx orchestrator runs show ${id}`)
}

/** `3 of 3 runs are under way; next try at …`. */
function waitOf({ held }: Run): string | undefined {
  if (!held) return undefined
  return held.nextTryAt === null ? held.reason : `${held.reason}; next try at ${held.nextTryAt}`
}

function nameOf(run: Run): string {
  return run.playbook ?? run.rule ?? '–'
}

/** `waitFor task.assigned until 2026-01-04T00:00:00.000Z`: who looks at a run that stands still asks for what it waits. */
function waitIn({ summary, input, startedAt }: Step): string {
  const { sources, timeoutMs } = input as { sources: { eventTypes: string[] }[]; timeoutMs: number | null }
  const types = [...new Set(sources.flatMap(({ eventTypes }) => eventTypes))].join(' or ')
  const end = timeoutMs === null ? 'without end' : `until ${new Date(Date.parse(startedAt) + timeoutMs).toISOString()}`
  return `${summary} ${types} ${end}`
}

/** `task made`, `task: status unstarted → completed`. */
function changeIn({ subject, before, after }: ShownChange): string {
  if (before === null) return `${subject.type} made`
  if (after === null) return `${subject.type} deleted`
  const fields = Object.entries(after).filter(([name]) => name !== 'version' && name !== 'updatedAt')
  const old = before as Record<string, unknown>
  return `${subject.type}: ${fields.map(([name, value]) => `${name} ${short(old[name])} → ${short(value)}`).join(', ')}`
}

function short(value: unknown, most = 40): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  return cut(text, most)
}
