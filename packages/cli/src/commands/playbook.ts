import { type Command, Option } from 'commander'
import { addPauses } from '../automation/add-pauses.ts'
import { playbooksFolder, readConfig } from '../config.ts'
import { printJson } from '../output.ts'
import { findPlaybooks, whichText } from '../playbook/find-playbooks.ts'
import { makePlaybook } from '../playbook/make-playbook.ts'
import { type TemplateName, templates } from '../playbook/templates/index.ts'
import { testFolder } from '../playbook/test-folder.ts'
import { addCheck } from './playbook-check.ts'
import { addDeployments } from './playbook-deploy.ts'
import { addPlaybookList } from './playbook-list.ts'
import { addSimulate } from './playbook-simulate.ts'
import { addWorker } from './playbook-worker.ts'
import { addRunByHand } from './run-by-hand.ts'

const kinds = Object.entries(templates)
  .map(([name, { summary }]) => `${name} (${summary})`)
  .join('; ')

/** Adds `orchestrator playbook` and its commands. */
export function addPlaybook(program: Command): void {
  const playbook = program
    .command('playbook')
    .description('Write, check, test, simulate, deploy, serve, run and pause playbooks.')
  addPlaybookList(playbook)
  playbook
    .command('new')
    .description('make a playbook with its test and README, ready to run')
    .argument('<vertical/name>', 'where it goes, for example software-development/issue-triage')
    .addOption(
      new Option('--template <name>', `what it begins with: ${kinds}`).choices(Object.keys(templates)).default('event'),
    )
    .option('--playbooks <folder>', 'folder of playbooks (ORCHESTRATOR_PLAYBOOKS; default playbooks)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ npx orchestrator playbook new software-development/issue-triage')
    .action(async (name: string, flags: { template: TemplateName; playbooks?: string; json?: boolean }) => {
      const files = await makePlaybook(playbooksFolder(readConfig(), flags.playbooks), name, flags.template)
      if (flags.json) return printJson({ files })
      const whose = flags.playbooks === undefined ? '' : ` --playbooks ${flags.playbooks}`
      const next = ['check', 'test'].map((what) => `npx orchestrator playbook ${what} ${name}${whose}`)
      console.log(`Made:\n  ${files.join('\n  ')}\n\nNext:\n  ${next.join('\n  ')}`)
    })
  addPauses(playbook, 'playbook', '/v1/playbooks', '<id>', 'the id in the playbook’s file')
  addRunByHand(playbook, {
    noun: 'playbook',
    argument: 'name',
    description: 'the id in the playbook’s file',
    path: async (_, name) => `/v1/playbooks/${encodeURIComponent(name)}/runs`,
  })
  addCheck(playbook)
  playbook
    .command('test')
    .description('run the tests of the playbooks, with node:test or the project’s vitest')
    .argument('[playbooks...]', whichText)
    .option('--playbooks <folder>', 'folder of playbooks (ORCHESTRATOR_PLAYBOOKS; default playbooks)')
    .addHelpText('after', '\nExample:\n  $ npx orchestrator playbook test review-follow-up')
    .action(async (named: string[], flags: { playbooks?: string }) => {
      process.exitCode = await testFolder(await findPlaybooks(readConfig(), named, flags.playbooks))
    })
  addSimulate(playbook)
  addDeployments(playbook)
  addWorker(playbook)
}
