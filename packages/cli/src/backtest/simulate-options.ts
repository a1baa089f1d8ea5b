import { type Command, InvalidArgumentError, Option } from 'commander'
import { toInstant } from '../commands/arguments.ts'

/** The flags of both kinds of simulation. */
export interface SimulateFlags {
  since: string
  until?: string
  answers: 'approve' | 'reject' | 'none'
  limit?: number
  examples: number
  format: Format
  failOnDifference?: boolean
}
export type Format = 'text' | 'markdown' | 'json'

export const withSimulateFlags = (command: Command): Command =>
  command
    .option('--since <since>', 'how long ago the first event lies (30d, 12h, 45m), or when', toSince, toSince('30d'))
    .option('--until <until>', 'the first instant that is left out; default now', toInstant)
    .addOption(
      new Option('--answers <answers>', 'what becomes of approvals that nobody answered in truth')
        .choices(['approve', 'reject', 'none'])
        .default('approve'),
    )
    .option('--limit <n>', 'end after about so many events that are met', toWhole)
    .option('--examples <n>', 'show so many runs whole, up to 50', toWhole, 5)
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'markdown', 'json']).default('text'))
    .option('--fail-on-difference', 'exit with 1 when it would not do what was done')

/** @returns an instant */
function toSince(text: string): string {
  const [, amount, unit = ''] = /^(\d{1,5})([dhm])$/.exec(text) ?? []
  if (amount === undefined) return toInstant(text)
  const ms = { d: 86_400_000, h: 3_600_000, m: 60_000 }[unit] ?? 0
  return new Date(Date.now() - Number(amount) * ms).toISOString()
}

function toWhole(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('Give a whole number from 0.')
  return count
}
