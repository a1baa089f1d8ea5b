import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toCount } from './arguments.ts'
import { sayMore } from './more.ts'

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
  withApiFlags(
    playbook.command('list', { isDefault: true }).description('list the playbooks that are in force (the default)'),
  )
    .allowExcessArguments()
    .option('--limit <n>', 'at most so many, up to 200', toCount, 100)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(listPlaybooks)
}

async function listPlaybooks(flags: ApiFlags & { limit: number; cursor?: string }, command: Command): Promise<void> {
  refuseWords(command)
  const query = { limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Installed[]; nextCursor: string | null }>(accessOf(flags), '/v1/playbooks', {
    query,
  })
  if (flags.json) return printJson(page)
  printTable(
    ['PLAYBOOK', 'STATE', 'FROM', 'BUNDLE', 'CHANGED', 'TITLE'],
    page.items.map(({ name, source, bundleHash, updatedAt, manifest, ...state }) => [
      ...[name, stateOf(state), source, bundleHash.slice(0, 12), ago(updatedAt), manifest.title ?? name],
    ]),
    'No playbooks yet. Make one: npx orchestrator playbook new',
  )
  sayMore(command, page.nextCursor)
}

function stateOf({ enabled, pausedAt }: Pick<Installed, 'enabled' | 'pausedAt'>): string {
  if (!enabled) return 'off'
  return pausedAt === null ? 'on' : 'paused'
}
