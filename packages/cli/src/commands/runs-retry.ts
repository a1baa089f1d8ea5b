import { type Command, InvalidArgumentError, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toCount, toRunId } from './arguments.ts'

interface RetryFlags extends ApiFlags {
  fromStep?: number
  version: string
  playbook?: string
  rule?: string
  error?: string
  since?: string
  limit: number
  dryRun?: boolean
}

/** Adds `orchestrator runs retry`. */
export function addRetry(runs: Command): void {
  withApiFlags(
    runs
      .command('retry')
      .description('do an ended run again, or all that failed of one kind; completed steps are not done again')
      .argument('[id]', 'id of the run', toRunId),
  )
    .option('--from-step <n>', 'do this step (its number in `runs show`) and those after it anew', toStep)
    .addOption(
      new Option('--version <version>', 'the code in force now, or the one that ran')
        .choices(['current', 'same'])
        .default('current'),
    )
    .option('--playbook <id>', 'without an id: failed runs of this playbook')
    .option('--rule <id>', 'without an id: failed runs of this rule')
    .option('--error <code>', 'without an id: only runs that failed with this code')
    .option('--since <instant>', 'without an id: only runs from then on, e.g. 2026-01-31T08:00:00Z')
    .option('--limit <n>', 'without an id: at most so many, up to 500', toCount, 100)
    .option('--dry-run', 'without an id: only say which')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator runs retry 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator runs retry 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 --from-step 2
  $ npx orchestrator runs retry --playbook issue-intake --error http_status --dry-run`,
    )
    .action((id: string | undefined, flags: RetryFlags) => (id === undefined ? retryMany(flags) : retryOne(id, flags)))
}

async function retryOne(id: string, flags: RetryFlags): Promise<void> {
  const body = { version: flags.version, ...(flags.fromStep !== undefined && { fromStep: flags.fromStep - 1 }) }
  const path = `/v1/runs/${encodeURIComponent(id)}/retry`
  const requested = await getJson<{ runId: string }>(accessOf(flags), path, { method: 'POST', body })
  if (flags.json) return printJson(requested)
  console.log(`Asked for it; see: npx orchestrator runs show ${requested.runId}`)
}

async function retryMany(flags: RetryFlags): Promise<void> {
  if (flags.fromStep !== undefined) throw new UserError('--from-step is for one run: give its id.', { exitCode: 2 })
  const { version, playbook, rule, error: errorCode, since, limit, dryRun } = flags
  if (playbook === undefined && rule === undefined && errorCode === undefined && since === undefined)
    throw new UserError('Which runs? Give the id of one, or --playbook, --rule, --error or --since.', { exitCode: 2 })
  const body = { version, playbook, rule, errorCode, since, limit, dryRun }
  const answer = await getJson<{ matched: number; runs: { retryOf: string; runId: string | null }[] }>(
    accessOf(flags),
    '/v1/runs/retry',
    { method: 'POST', body },
  )
  if (flags.json) return printJson(answer)
  for (const { retryOf, runId } of answer.runs) console.log(runId === null ? retryOf : `${retryOf} → ${runId}`)
  const left = answer.matched - answer.runs.length
  console.log(
    `${answer.matched} failed runs that were not retried yet${dryRun ? ' (nothing was done)' : `; asked for ${answer.runs.length}`}${left > 0 ? `; ${left} more: call again` : ''}`,
  )
}

function toStep(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Give the number of a step, from 1.')
  return Number(text)
}
