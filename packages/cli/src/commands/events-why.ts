import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toCount, toEvent } from './arguments.ts'

interface Answer {
  eventType: string
  total: number
  items: { kind: string; name: string; reason: string; message: string; run: { id: string } | null }[]
}

/** Adds `orchestrator events why`. */
export function addWhy(events: Command): void {
  withApiFlags(
    events
      .command('why')
      .description('say which automations an event started, and why others did not start')
      .argument('<event>', 'its number, as `events tail` shows it first, or its id', toEvent),
  )
    .option('--automation <id>', 'only this one: a rule’s id, a playbook’s name')
    .option('--limit <n>', 'at most so many, up to 200', toCount, 50)
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator events why 42
  $ npx orchestrator events why 42 --automation review-follow-up`,
    )
    .action(async (event: string, flags: ApiFlags & { automation?: string; limit: number }) => {
      const query = { automation: flags.automation, limit: flags.limit }
      const answer = await getJson<Answer>(accessOf(flags), `/v1/events/${event}/automations`, { query })
      if (flags.json) return printJson(answer)
      printTable(
        ['AUTOMATION', 'KIND', 'OUTCOME', 'WHY'],
        answer.items.map(({ name, kind, reason, message, run }) => [
          name,
          kind,
          reason.replaceAll('_', ' '),
          run ? `${message} (run ${run.id})` : message,
        ]),
        `Nothing that was in force then${flags.automation ? ` under the name ${flags.automation}` : ''} listens to ${answer.eventType}.`,
      )
      if (answer.items.length < answer.total) console.log(`\n${answer.total - answer.items.length} more: raise --limit`)
    })
}
