import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { playbooksFolder, readConfig } from '../config.ts'
import { ago, printJson, printTable } from '../output.ts'
import { createDeployment, deploymentsOf, earlierBundle, planOf, printPlan, sourceOf } from '../playbook/deployments.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toCount } from './arguments.ts'

interface SourceFlags extends ApiFlags {
  source?: string
}

const sourceText = 'whose deployment it is (default: the name in the package.json above the folder)'
const folderText = 'folder of playbooks (ORCHESTRATOR_PLAYBOOKS; default playbooks)'

/** Adds `playbook deploy`, `playbook history` and `playbook rollback`. */
export function addDeployments(playbook: Command): void {
  withApiFlags(
    playbook
      .command('deploy')
      .description('build a folder here and put it in force on a running Orchestrator, at once and as a whole')
      .argument('[folder]', folderText)
      .option('--source <name>', sourceText)
      .option('--dry-run', 'only say what would change')
      .addHelpText(
        'after',
        '\nExamples:\n  $ npx orchestrator playbook deploy --dry-run\n  $ npx orchestrator playbook deploy playbooks --source team-website --url https://orchestrator.example.com',
      ),
  ).action(deploy)
  withApiFlags(
    playbook
      .command('history')
      .description('list what was deployed from a source, newest first')
      .argument('[folder]', folderText)
      .option('--source <name>', `${sourceText}; folder: what the server deploys itself`)
      .option('--limit <n>', 'at most so many, up to 200', toCount, 20),
  ).action(history)
  withApiFlags(
    playbook
      .command('rollback')
      .description('go back to the bundle that was deployed before, or to a named one; runs under way go on')
      .argument('[folder]', folderText)
      .option('--source <name>', sourceText)
      .option('--to <hash>', 'beginning of the hash of a bundle; see: playbook history'),
  ).action(rollback)
}

/** A deployment removes what its source has no more: of a single playbook it would remove all others. */
function wholeFolder(named: string | undefined): string {
  const folder = playbooksFolder(readConfig(), named)
  if (existsSync(folder) && !existsSync(join(folder, 'playbook.ts'))) return folder
  throw new UserError(`${named ?? folder} is no folder of playbooks: they are deployed together, as a whole.`, {
    hint: 'Give the folder that has all of them; --dry-run says what would change. See one alone: npx orchestrator playbook check',
    exitCode: 2,
  })
}

async function deploy(named: string | undefined, flags: SourceFlags & { dryRun?: boolean }): Promise<void> {
  const folder = wholeFolder(named)
  const [access, source] = [accessOf(flags), sourceOf(folder, flags.source)]
  const { BundleError, buildBundle } = await import('@orchestrator/worker')
  const bundle = await buildBundle({ folder }).catch((error: unknown) => {
    if (!(error instanceof BundleError)) throw error
    throw new UserError(`Nothing is deployed: the folder is not right.\n${error.message}`, {
      hint: 'See: npx orchestrator playbook check',
    })
  })
  const { changes } = await planOf(access, source, bundle.manifest)
  const idle = changes.every(({ change }) => change === 'unchanged')
  if (flags.dryRun || idle) {
    if (flags.json) return printJson({ source, bundleHash: bundle.hash, deployed: false, changes })
    printPlan(changes)
    return void console.log(idle ? '\nEverything is in force as it is.' : '\nNothing was changed: this was a dry run.')
  }
  const { isolate, steps, manifest } = bundle
  const done = await createDeployment(access, {
    ...{ source, bundleHash: bundle.hash },
    bundle: { isolate, steps, manifest: JSON.stringify(manifest) },
  })
  if (flags.json) return printJson({ ...done, deployed: true })
  printPlan(done.changes)
  console.log(
    `\nDeployed ${bundle.hash.slice(0, 12)} as ${source}. Events from now on use it; runs under way finish on their code.`,
  )
}

async function history(named: string | undefined, flags: SourceFlags & { limit: number }): Promise<void> {
  const source = sourceOf(playbooksFolder(readConfig(), named), flags.source)
  const { items } = await deploymentsOf(accessOf(flags), source, flags.limit)
  if (flags.json) return printJson({ source, items })
  printTable(
    ['BUNDLE', 'WHEN', 'PLAYBOOKS', 'REMOVED'],
    items.map(({ bundleHash, at, playbooks, removed }, n) => [
      `${bundleHash.slice(0, 12)}${n === 0 ? ' (in force)' : ''}`,
      ...[ago(at), playbooks.join(', '), removed.join(', ')],
    ]),
    `Nothing was deployed from ${source} yet.`,
  )
}

async function rollback(named: string | undefined, flags: SourceFlags & { to?: string }): Promise<void> {
  const source = sourceOf(playbooksFolder(readConfig(), named), flags.source)
  const access = accessOf(flags)
  const { items } = await deploymentsOf(access, source, 200)
  const { bundleHash } = earlierBundle(items, flags.to)
  const done = await createDeployment(access, { source, bundleHash })
  if (flags.json) return printJson(done)
  printPlan(done.changes)
  console.log(`\n${source} is back at ${bundleHash.slice(0, 12)}.`)
}
