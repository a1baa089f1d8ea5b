import type { EmailStatus } from '@orchestrator/domain'
import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson, printTable } from '../output.ts'
import { memberIdOf } from '../template/apply-flags.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

// Only the type is imported, so that the command need not load the domain; it refuses one too many or too few.
const statuses = Object.keys({
  ...{ pending: true, sending: true, sent: true, failed: true, dropped: true },
} satisfies Record<EmailStatus, true>)

interface Email {
  id: string
  memberId: string
  digest: boolean
  status: string
  attempts: number
  nextAt: string | null
  lastError: string | null
  unsure: boolean
  createdAt: string
}

/** Adds `orchestrator email list`. */
export function addEmail(program: Command): void {
  const email = program
    .command('email')
    .description('See what became of the e-mails that notifications are sent as.')
    .addHelpText('after', '\nExample:\n  $ npx orchestrator email list --status failed')
  withPages(
    withApiFlags(email.command('list', { isDefault: true }).description('list e-mails, newest first (the default)')),
  )
    .addOption(new Option('--status <status...>', 'only of these statuses').choices(statuses))
    .option('--member <member>', 'only those to this member: an e-mail address, or an id')
    .action(listEmails)
}

async function listEmails(
  flags: ApiFlags & PageFlags & { status?: string[]; member?: string },
  command: Command,
): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const memberId = flags.member === undefined ? undefined : await memberIdOf(access, flags.member)
  const query = { status: flags.status?.join(','), memberId, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Email[]; nextCursor: string | null }>(access, '/v1/emails', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['E-MAIL', 'TO', 'KIND', 'STATUS', 'MADE', 'ATTEMPTS', 'WHY'],
    page.items.map((one) => [
      ...[one.id, one.memberId, one.digest ? 'digest' : 'notification', one.status, ago(one.createdAt)],
      ...[String(one.attempts), whyOf(one)],
    ]),
    flags.status === undefined && flags.member === undefined
      ? 'No e-mails yet. There are some once a mail server is set up: docs/notifications.md'
      : 'No e-mails like that.',
  )
  sayMore(command, page.nextCursor)
}

function whyOf({ lastError, nextAt, unsure, status }: Email): string {
  const next = status === 'pending' && lastError !== null && nextAt !== null ? `tried again at ${nextAt}` : null
  return [lastError, next, unsure ? 'may have come twice' : null].filter((one) => one !== null).join('; ')
}
