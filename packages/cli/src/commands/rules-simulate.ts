import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Access } from '../api-client.ts'
import type { Rule } from '../automation/find-rule.ts'
import { type SimulateFlags, withSimulateFlags } from '../backtest/simulate-options.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'

type Flags = ApiFlags & SimulateFlags & { file?: string }

/** Adds `orchestrator rules simulate`. @param find a rule by its id or name */
export function addRuleSimulate(rules: Command, find: (access: Access, rule: string) => Promise<Rule>): void {
  withSimulateFlags(
    withApiFlags(
      rules
        .command('simulate')
        .description('say what a rule would have done on past events; nothing is done')
        .argument('[rule]', 'its id or name; without --file it is tried as it is saved'),
    ),
  )
    .option(
      '-f, --file <file>',
      'a rule as JSON: what `rules create` takes, or, of a rule that is named, the fields that change; - reads the standard input',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator rules simulate 'Follow up on reviews' --since 30d
  $ npx orchestrator rules simulate 'Follow up on reviews' --file edited.json --format markdown
  $ npx orchestrator rules simulate --file new.json --since 2027-01-01`,
    )
    .action(async (named: string | undefined, flags: Flags) => {
      const access = accessOf(flags)
      const saved = named === undefined ? undefined : await find(access, named)
      if (saved === undefined && flags.file === undefined)
        throw new UserError('Name a rule, or give one with --file.', { exitCode: 2 })
      const rule = flags.file === undefined ? saved?.id : ruleOf(readRule(flags.file), saved)
      const { simulateRule } = await import('../backtest/simulate-rule.ts')
      const { printReport } = await import('../backtest/print-report.ts')
      process.exitCode = printReport(
        await simulateRule(access, rule, flags),
        flags.json ? { ...flags, format: 'json' } : flags,
      )
    })
}

const ruleFields = ['name', 'when', 'if', 'then', 'flow', 'scopes'] as const
// What `rules show --json` prints beside what a rule is made of. A name that is neither is refused, for it is misspelt.
const othersShown = new Set(['enabled', 'ownerId', 'pausedAt', 'version', 'createdAt', 'updatedAt'])

/** The whole definition: what the file leaves out of a rule that is saved is as it is there. */
function ruleOf(file: Record<string, unknown>, saved: Rule | undefined): object {
  const isShown = 'version' in file
  const given = Object.fromEntries(
    Object.entries(file).filter(([field]) => !othersShown.has(field) && !(isShown && field === 'id')),
  )
  if (saved === undefined) return given
  const before = Object.fromEntries(ruleFields.map((field) => [field, saved[field]]))
  return { ...before, ...given, id: saved.id }
}

function readRule(file: string): Record<string, unknown> {
  let rule: unknown
  try {
    rule = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    throw new UserError(`${file} cannot be read as JSON: ${(error as Error).message}`, { exitCode: 2 })
  }
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule))
    throw new UserError(`${file} has no rule: a rule is an object with name, when, if and then.`, { exitCode: 2 })
  return rule as Record<string, unknown>
}
