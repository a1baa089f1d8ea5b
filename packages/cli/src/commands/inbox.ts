import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toNotificationId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Notification {
  id: string
  kind: string
  title: string
  readAt: string | null
  createdAt: string
}

/** Adds `orchestrator inbox` and its subcommands. */
export function addInbox(program: Command): void {
  const inbox = program
    .command('inbox')
    .description('See what you were told.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator inbox
  $ npx orchestrator inbox list --all
  $ npx orchestrator inbox read --all`,
    )
  withPages(
    withApiFlags(
      inbox.command('list', { isDefault: true }).description('list what you have not read, newest first (the default)'),
    ),
  )
    .option('--all', 'what you have read, too')
    .action(listInbox)
  withApiFlags(
    inbox
      .command('read')
      .description('mark one as read, or all')
      .argument('[id]', 'id of the notification', toNotificationId),
  )
    .option('--all', 'all of them')
    .action(markRead)
}

type ListFlags = ApiFlags & PageFlags & { all?: boolean }

async function listInbox(flags: ListFlags, command: Command): Promise<void> {
  refuseWords(command)
  const query = { limit: flags.limit, cursor: flags.cursor, ...(!flags.all && { unread: 'true' }) }
  const page = await getJson<{ items: Notification[]; nextCursor: string | null }>(
    accessOf(flags),
    '/v1/notifications',
    { query },
  )
  if (flags.json) return printJson(page)
  printTable(
    ['NOTIFICATION', 'KIND', 'WHEN', 'WHAT'],
    page.items.map((one) => [one.id, one.kind, ago(one.createdAt), one.title]),
    flags.all ? 'Nothing yet.' : 'Nothing that you have not read.',
  )
  sayMore(command, page.nextCursor)
}

async function markRead(id: string | undefined, flags: ApiFlags & { all?: boolean }): Promise<void> {
  const access = accessOf(flags)
  if (id === undefined && !flags.all)
    throw new UserError('Say which: the id of a notification, or --all.', { exitCode: 2 })
  const path = id === undefined ? '/v1/notifications/read-all' : `/v1/notifications/${encodeURIComponent(id)}/read`
  const done = await getJson<{ count?: number }>(access, path, id === undefined ? { body: {} } : { method: 'POST' })
  if (flags.json) return printJson(done)
  console.log(id === undefined ? `${done.count} marked as read.` : 'Marked as read.')
}
