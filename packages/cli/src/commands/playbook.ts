import type { Command } from 'commander'
import { addPauses } from '../automation/add-pauses.ts'
import { playbooksFolder, readConfig } from '../config.ts'
import { printJson } from '../output.ts'
import { makePlaybook } from '../playbook/make-playbook.ts'
import { addRunByHand } from './run-by-hand.ts'

/** Adds `orchestrator playbook new`, `check`, `run`, `pause` and `resume`. */
export function addPlaybook(program: Command): void {
  const playbook = program.command('playbook').description('Write, check, pause and resume playbooks.')
  playbook
    .command('new')
    .description('make a playbook with its test and README, ready to run')
    .argument('<vertical/name>', 'where it goes, for example software-development/issue-triage')
    .option('--playbooks <folder>', 'folder of playbooks (ORCHESTRATOR_PLAYBOOKS; default playbooks)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ npx orchestrator playbook new software-development/issue-triage')
    .action(async (name: string, flags: { playbooks?: string; json?: boolean }) => {
      const files = await makePlaybook(playbooksFolder(readConfig(), flags.playbooks), name)
      if (flags.json) return printJson({ files })
      console.log(`Made:\n  ${files.join('\n  ')}\n\nNext:\n  npx orchestrator playbook check\n  npm test -- ${name}`)
    })
  addPauses(playbook, 'playbook', '/v1/playbooks', '<id>', 'the id in the playbook’s file')
  addRunByHand(playbook, { noun: 'playbook', argument: 'name', path: (name) => `/v1/playbooks/${name}/runs` })
  playbook
    .command('check')
    .description('build every playbook as the worker does and say what is wrong, by file and line')
    .argument('[folder]', 'folder of playbooks (ORCHESTRATOR_PLAYBOOKS; default playbooks)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx orchestrator playbook check\n  $ npx orchestrator playbook check playbooks/software-development --json',
    )
    .action(async (folder: string | undefined, flags: { json?: boolean }) => {
      // Loaded only here: it brings the bundler and Temporal's worker with it.
      const { checkFolder } = await import('../playbook/check-folder.ts')
      process.exitCode = await checkFolder(playbooksFolder(readConfig(), folder), flags.json ?? false)
    })
}
