import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { enabledOf, type OnOff, refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Installed {
  name: string
  source: string
  bundleHash: string
  enabled: boolean
  pausedAt: string | null
  updatedAt: string
  manifest: { title: string | null }
}

/** Adds `orchestrator playbook list`. */
export function addPlaybookList(playbook: Command): void {
  withPages(
    withApiFlags(
      playbook.command('list', { isDefault: true }).description('list the playbooks that are in force (the default)'),
    ),
    100,
  )
    .option('--enabled', 'only those that are switched on')
    .option('--disabled', 'only those that are switched off')
    .action(listPlaybooks)
}

async function listPlaybooks(flags: ApiFlags & PageFlags & OnOff, command: Command): Promise<void> {
  refuseWords(command)
  const query = { enabled: enabledOf(flags), limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Installed[]; nextCursor: string | null }>(accessOf(flags), '/v1/playbooks', {
    query,
  })
  if (flags.json) return printJson(page)
  printTable(
    ['PLAYBOOK', 'STATE', 'FROM', 'BUNDLE', 'CHANGED', 'TITLE'],
    page.items.map(({ name, source, bundleHash, updatedAt, manifest, ...state }) => [
      ...[name, stateOf(state), source, bundleHash.slice(0, 12), ago(updatedAt), manifest.title ?? name],
    ]),
    enabledOf(flags) === undefined
      ? 'No playbooks yet. Make one: npx orchestrator playbook new'
      : 'No playbooks like that.',
  )
  sayMore(command, page.nextCursor)
}

function stateOf({ enabled, pausedAt }: Pick<Installed, 'enabled' | 'pausedAt'>): string {
  if (!enabled) return 'off'
  return pausedAt === null ? 'on' : 'paused'
}
