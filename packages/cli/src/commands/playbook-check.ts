import type { Command } from 'commander'
import { fromCaller, readConfig } from '../config.ts'
import { findPlaybooks, whichText } from '../playbook/find-playbooks.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { temporalOf } from './temporal-options.ts'

interface CheckFlags extends ApiFlags {
  types: boolean
  playbooks?: string
  replay?: boolean
  histories?: string
}

/** Adds `orchestrator playbook check`. */
export function addCheck(playbook: Command): void {
  withApiFlags(
    playbook
      .command('check')
      .description('build every playbook as the worker does, ask its types, and say what is wrong, by file and line')
      .argument('[playbooks...]', whichText)
      .option('--playbooks <folder>', 'folder of playbooks (ORCHESTRATOR_PLAYBOOKS; default playbooks)')
      .option('--no-types', 'without the project’s TypeScript')
      .option('--replay', 'also replay runs under way and recent ones on this code, and say at which step they part')
      .option('--histories <folder>', 'replay those that `runs history` wrote there, without a running Orchestrator')
      .addHelpText(
        'after',
        `
--replay asks the API which runs there are, and Temporal (TEMPORAL_ADDRESS; else that of this machine) for their histories.

Examples:
  $ npx orchestrator playbook check
  $ npx orchestrator playbook check software-development/issue-intake
  $ npx orchestrator playbook check playbooks/software-development --json
  $ npx orchestrator playbook check --replay`,
      ),
  ).action(check)
}

async function check(named: string[], flags: CheckFlags): Promise<void> {
  const config = readConfig()
  const playbooks = await findPlaybooks(config, named, flags.playbooks)
  const json = flags.json ?? false
  const replays = flags.replay === true || flags.histories !== undefined
  // Loaded only here: it brings the bundler and Temporal's worker with it.
  const { checkFolder } = await import('../playbook/check-folder.ts')
  const code = await checkFolder(playbooks, { json: json && !replays, types: flags.types })
  if (!replays || code !== 0) return void (process.exitCode = code)
  const { replayFolder } = await import('../playbook/replay-folder.ts')
  const from =
    flags.histories === undefined
      ? { access: accessOf(flags), temporal: temporalOf(config, flags.home) }
      : { histories: fromCaller(config, flags.histories) }
  process.exitCode = await replayFolder(playbooks, from, json)
}
