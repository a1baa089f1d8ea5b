import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'

/** Adds `orchestrator key create`. */
export function addKey(program: Command): void {
  const key = program.command('key').description('Keys for programs that call the API.')
  withApiFlags(
    key
      .command('create')
      .description('make an API key; it is shown this once')
      .argument('<name>', 'what the key is for'),
  )
    .option('--scope <permission...>', 'limit it to these permissions (default: all that its member may)')
    .option('--expires <time>', 'ISO time after which it no longer works')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator key create "CI"
  $ npx orchestrator key create importer --scope task.create comment.create --expires 2027-01-01T00:00:00Z`,
    )
    .action(async (name: string, flags: ApiFlags & { scope?: string[]; expires?: string }) => {
      const body = {
        name,
        scopes: flags.scope ?? null,
        ...(flags.expires !== undefined && { expiresAt: flags.expires }),
      }
      const made = await getJson<{ id: string; key: string }>(accessOf(flags), '/v1/api-keys', { body })
      if (flags.json) return printJson(made)
      console.log(`${made.key}\n\nKeep it: it is not shown again. Its id is ${made.id}.`)
    })
}
