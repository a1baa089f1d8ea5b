import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toEvent } from './arguments.ts'

/** Adds `orchestrator events replay`. */
export function addReplay(events: Command): void {
  withApiFlags(
    events
      .command('replay')
      .description('start an automation on an event of the past, as if it came now')
      .argument('<event>', 'its number, as `events tail` shows it first, or its id', toEvent),
  )
    .requiredOption('--automation <id>', 'a rule’s id, a playbook’s name')
    .option('--force', 'also when the event does not meet its condition')
    .addHelpText('after', '\nExample:\n  $ npx orchestrator events replay 42 --automation review-follow-up')
    .action(async (event: string, flags: ApiFlags & { automation: string; force?: boolean }) => {
      const body = { automation: flags.automation, force: flags.force ?? false }
      const requested = await getJson<{ runId: string }>(accessOf(flags), `/v1/events/${event}/replay`, {
        method: 'POST',
        body,
      })
      if (flags.json) return printJson(requested)
      console.log(`Asked for it; see: npx orchestrator runs show ${requested.runId}`)
    })
}
