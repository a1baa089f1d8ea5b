import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { inPercent } from '../patch/patch.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toInstant } from './arguments.ts'

interface Totals {
  readonly calls: number
  readonly failed: number
  readonly hitRate: number | null
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costUsd: number
  readonly unpriced: number
  readonly savedUsd: number
}

interface Usage {
  readonly groupBy: string
  readonly total: Totals
  readonly items: readonly (Totals & { readonly key: string | null })[]
}

interface UsageFlags extends ApiFlags {
  from?: string
  to?: string
  by: string
}

/** Adds `orchestrator models usage`. */
export function addModelUsage(models: Command): void {
  withApiFlags(models.command('usage').description('show what models were asked and what it cost'))
    .option('--from <time>', 'begun at or after it; by default 30 days ago', toInstant)
    .option('--to <time>', 'begun before it', toInstant)
    .addOption(
      new Option('--by <what>', 'how it is summed up')
        .choices(['day', 'agent', 'model', 'project', 'purpose'])
        .default('day'),
    )
    .action(showUsage)
}

async function showUsage({ from, to, by, ...flags }: UsageFlags): Promise<void> {
  const query = { from, to, groupBy: by }
  const usage = await getJson<Usage>(accessOf(flags), '/v1/models/usage', { query })
  if (flags.json) return printJson(usage)
  const row = (name: string, totals: Totals) => [
    ...[name, String(totals.calls), String(totals.failed), String(totals.inputTokens), String(totals.outputTokens)],
    totals.unpriced > 0 ? `${inUsd(totals.costUsd)} and ${totals.unpriced} of no known price` : inUsd(totals.costUsd),
    ...[totals.hitRate === null ? '–' : inPercent(totals.hitRate), inUsd(totals.savedUsd)],
  ]
  const rows = usage.items.map(({ key, ...totals }) => row(key ?? '–', totals))
  printTable(
    [usage.groupBy.toUpperCase(), 'CALLS', 'FAILED', 'TOKENS IN', 'OUT', 'COST', 'FROM CACHE', 'SAVED'],
    rows.length === 0 ? [] : [...rows, row('in all', usage.total)],
    'No model was asked in this time.',
  )
}

const inUsd = (usd: number): string => `$${usd.toFixed(usd > 0 && usd < 0.01 ? 6 : 2)}`
