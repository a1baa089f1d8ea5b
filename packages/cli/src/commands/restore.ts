import type { Command } from 'commander'
import { readConfig, stateFolderPath } from '../config.ts'
import { printJson } from '../output.ts'
import { findDatabase } from '../setup/find-database.ts'
import { restoreInChild } from '../setup/restore.ts'

/** Adds `orchestrator restore`. */
export function addRestore(program: Command): void {
  program
    .command('restore')
    .description('Call this once after Postgres was restored from a backup, before the worker starts again.')
    .option('--home <folder>', 'state folder (ORCHESTRATOR_HOME)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Temporal is then ahead of Postgres. This begins a new epoch: ids of runs are made anew, sequence numbers jump past any that
were given out before, runs of the old epoch end, and work that was accepted but not finished is started again.

Examples:
  $ npx orchestrator restore
  $ DATABASE_URL=postgres://… npx orchestrator restore`,
    )
    .action(async (flags: { home?: string; json?: boolean }) => {
      const config = readConfig()
      const epoch = await findDatabase(config, stateFolderPath(config, flags.home), restoreInChild)
      if (flags.json) return printJson({ epoch })
      console.log(`A new epoch has begun (${epoch}). Start Orchestrator again: what was not finished goes on.`)
    })
}
