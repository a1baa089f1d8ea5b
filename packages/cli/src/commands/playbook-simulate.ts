import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import { type SimulateFlags, withSimulateFlags } from '../backtest/simulate-options.ts'
import { readConfig } from '../config.ts'
import { findPlaybooks } from '../playbook/find-playbooks.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'

type Flags = ApiFlags & SimulateFlags & { playbooks?: string; against: 'current' | 'none' }

/** Adds `orchestrator playbook simulate`. */
export function addSimulate(playbook: Command): void {
  withSimulateFlags(
    withApiFlags(
      playbook
        .command('simulate')
        .description('say what a playbook of the folder would have done on past events; nothing is done')
        .argument('<playbook>', 'its id, <vertical>/<id>, or a path')
        .option('--playbooks <folder>', 'folder of playbooks (ORCHESTRATOR_PLAYBOOKS; default playbooks)'),
    ),
  )
    .addOption(
      new Option('--against <what>', 'compare with its runs that took place, or with nothing')
        .choices(['current', 'none'])
        .default('current'),
    )
    .addHelpText(
      'after',
      `
Its code runs on this machine, in a bare context; events and runs are read over the API.

Examples:
  $ npx orchestrator playbook simulate review-follow-up --since 30d
  $ npx orchestrator playbook simulate review-follow-up --format markdown --fail-on-difference`,
    )
    .action(async (named: string, flags: Flags) => {
      const { folder, only } = await findPlaybooks(readConfig(), [named], flags.playbooks)
      const [one, ...more] = only ?? []
      if (one === undefined || more.length > 0)
        throw new UserError(`${named} is not one playbook: give the id of one.`, { exitCode: 2 })
      const name = basename(one)
      // Loaded only here: it brings the bundler with it.
      const { simulatePlaybook } = await import('../backtest/simulate-playbook.ts')
      const { printReport } = await import('../backtest/print-report.ts')
      const report = await simulatePlaybook(accessOf(flags), { ...flags, folder, name })
      process.exitCode = printReport(report, flags.json ? { ...flags, format: 'json' } : flags)
    })
}
