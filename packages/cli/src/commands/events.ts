import type { Command } from 'commander'
import { didYouMean } from '../did-you-mean.ts'
import { tailEvents } from '../events/tail-events.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toCount, toSeq } from './arguments.ts'
import { addReplay } from './events-replay.ts'
import { addWhy } from './events-why.ts'

/** Adds `orchestrator events` with its subcommands. */
export function addEvents(program: Command): void {
  const events = program.command('events').description('Follow what happens in the workspace, and ask what it set off.')
  addWhy(events)
  addReplay(events)
  withApiFlags(
    events
      .command('tail')
      .description('print events as they happen; goes on after a broken connection without missing one'),
  )
    .option('--after <seq>', 'start after this sequence number instead of now', toSeq)
    .option('--type <type>', 'only events of this type, for example task.created')
    .option('--until <n>', 'end after so many events', toCount)
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator events tail
  $ npx orchestrator events tail --after 0 --type task.status_changed
  $ npx orchestrator events tail --json | jq .subject`,
    )
    .action(async (flags: ApiFlags & { after?: string; type?: string; until?: number }) => {
      if (flags.type !== undefined) await requireEventType(flags.type)
      const stopped = new AbortController()
      process.once('SIGINT', () => stopped.abort())
      process.once('SIGTERM', () => stopped.abort())
      let left = flags.until ?? Number.POSITIVE_INFINITY
      const seen = tailEvents({ access: accessOf(flags), after: flags.after, signal: stopped.signal })
      for await (const event of seen) {
        if (flags.type !== undefined && event.type !== flags.type) continue
        console.log(flags.json ? JSON.stringify(event) : line(event))
        if (--left <= 0) break
      }
    })
}

/** One that never comes would be waited for without a word. */
async function requireEventType(type: string): Promise<void> {
  // Loaded only here: the other commands do without it.
  const { CustomEventType, eventCatalogue, isEventType } = await import('@orchestrator/domain')
  if (isEventType(type) || CustomEventType.safeParse(type).success) return
  const near = Object.keys(eventCatalogue).filter((known) => known.split('.')[0] === type.split('.')[0])
  throw new UserError(`There is no event ${type}.`, {
    hint: `${didYouMean(type, Object.keys(eventCatalogue))}${near.length > 0 ? `There are: ${near.join(', ')}` : 'See the events: docs/sdk.md'}`,
    exitCode: 2,
  })
}

interface ShownEvent {
  seq?: number | string
  type?: string
  subject?: { type?: string; id?: string }
  actor?: { type?: string }
  occurredAt?: string
  task?: { title?: string }
}

function line(event: ShownEvent): string {
  const subject = event.task?.title
    ? `"${event.task.title}"`
    : `${event.subject?.type ?? ''} ${event.subject?.id ?? ''}`
  return `${String(event.seq).padStart(6)}  ${event.occurredAt ?? ''}  ${(event.type ?? '').padEnd(24)} ${subject}  by ${event.actor?.type ?? ''}`
}
