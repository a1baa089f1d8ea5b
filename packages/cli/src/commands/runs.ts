import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'

const statuses = ['queued', 'running', 'completed', 'failed', 'canceled', 'skipped']

interface Run {
  id: string
  status: string
  playbook: string | null
  rule: string | null
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  error: { message?: string } | null
  eventType: string
  temporalUrl: string | null
  steps?: { summary: string; before: unknown; after: unknown }[]
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
  $ orchestrator runs
  $ orchestrator runs list --status failed --limit 5
  $ orchestrator runs show 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ orchestrator runs list --json | jq '.items[].id'`,
    )
  withApiFlags(runs.command('list', { isDefault: true }).description('list runs, newest first (the default)'))
    .addOption(new Option('--status <status>', 'only runs of this status').choices(statuses))
    .option('--playbook <id>', 'only runs of this playbook')
    .option('--limit <n>', 'at most so many', '20')
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(listRuns)
  withApiFlags(
    runs.command('show').description('show one run with its steps').argument('<id>', 'id of the run'),
  ).action(showRun)
  withApiFlags(runs.command('cancel').description('ask a run to end').argument('<id>', 'id of the run')).action(
    cancelRun,
  )
}

async function listRuns(
  flags: ApiFlags & { status?: string; playbook?: string; limit: string; cursor?: string },
): Promise<void> {
  const query = { status: flags.status, playbook: flags.playbook, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Run[]; nextCursor: string | null }>(accessOf(flags), '/v1/runs', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['RUN', 'PLAYBOOK OR RULE', 'STATUS', 'STARTED', 'BY'],
    page.items.map((run) => [
      run.id,
      nameOf(run),
      run.status,
      ago(run.startedAt ?? run.createdAt),
      run.error?.message ?? run.eventType,
    ]),
    'No runs yet.',
  )
  if (page.nextCursor) console.log(`\nMore: orchestrator runs list --cursor ${page.nextCursor}`)
}

async function showRun(id: string, flags: ApiFlags): Promise<void> {
  const run = await getJson<Run>(accessOf(flags), `/v1/runs/${encodeURIComponent(id)}`)
  if (flags.json) return printJson(run)
  console.log(`${nameOf(run)}  ${run.status}  ${run.id}`)
  console.log(`started ${run.startedAt ?? '–'}, ended ${run.endedAt ?? '–'}`)
  if (run.error?.message) console.log(`why: ${run.error.message}`)
  if (run.temporalUrl) console.log(`Temporal: ${run.temporalUrl}`)
  const steps = run.steps ?? []
  console.log('')
  printTable(
    ['STEP', 'WHAT', 'BEFORE', 'AFTER'],
    steps.map((step, i) => [String(i + 1), step.summary, short(step.before), short(step.after)]),
    'No steps.',
  )
}

async function cancelRun(id: string, flags: ApiFlags): Promise<void> {
  const run = await getJson<Run>(accessOf(flags), `/v1/runs/${encodeURIComponent(id)}/cancel`, { method: 'POST' })
  if (flags.json) return printJson(run)
  console.log(`Asked run ${id} to end; see: orchestrator runs show ${id}`)
}

function nameOf(run: Run): string {
  return run.playbook ?? run.rule ?? '–'
}

function short(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
