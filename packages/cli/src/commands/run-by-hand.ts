import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { fromCaller, readConfig } from '../config.ts'
import { printJson } from '../output.ts'
import { UserError } from '../user-error.ts'
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
      const input = flags.input === undefined ? null : await readInput(flags.input)
      const access = accessOf(flags)
      const requested = await getJson<{ runId: string }>(access, await what.path(access, of), { body: { input } })
      if (flags.json) return printJson(requested)
      console.log(`Started: npx orchestrator runs show ${requested.runId}`)
    })
}

async function readInput(text: string): Promise<unknown> {
  try {
    return JSON.parse(text.startsWith('@') ? await readFile(fromCaller(readConfig(), text.slice(1)), 'utf8') : text)
  } catch (cause) {
    throw new UserError(`--input is no JSON: ${text}`, { exitCode: 2, cause })
  }
}
