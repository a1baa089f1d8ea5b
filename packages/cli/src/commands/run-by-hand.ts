import type { Command } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { readJson } from '../json-input.ts'
import { printJson } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'

/** Adds the subcommand `run` to a group: what is started has a manual trigger. */
export function addRunByHand(
  group: Command,
  what: {
    readonly noun: string
    readonly argument: string
    readonly description: string
    readonly path: (access: Access, of: string) => Promise<string>
  },
): void {
  withApiFlags(
    group
      .command('run')
      .description(`start a ${what.noun} that has a manual trigger`)
      .argument(`<${what.argument}>`, what.description),
  )
    .option('--input <json>', 'what it asks for, as JSON, or @file')
    .action(async (of: string, flags: ApiFlags & { input?: string }) => {
      const input = flags.input === undefined ? null : readJson(flags.input)
      const access = accessOf(flags)
      const requested = await getJson<{ runId: string }>(access, await what.path(access, of), { body: { input } })
      if (flags.json) return printJson(requested)
      console.log(`Started: npx orchestrator runs show ${requested.runId}`)
    })
}
