import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toDeliveryId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Delivery {
  id: string
  kind: string
  status: string
  eventType: string | null
  method: string
  url: string
  attempts: number
  nextAt: string | null
  lastError: string | null
  lastStatus: number | null
  createdAt: string
  attemptLog?: { n: number; startedAt: string; latencyMs: number; status: number | null; error: string | null }[]
}

/** Adds `orchestrator deliveries` and its subcommands. */
export function addDeliveries(program: Command): void {
  const deliveries = program
    .command('deliveries')
    .description('See what was sent to other services, and send it again.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator deliveries
  $ npx orchestrator deliveries list --status dead
  $ npx orchestrator deliveries redeliver --since 2026-11-27T08:00:00Z`,
    )
  withPages(
    withApiFlags(
      deliveries.command('list', { isDefault: true }).description('list deliveries, newest first (the default)'),
    ),
  )
    .addOption(
      new Option('--status <status>', 'only deliveries of this status').choices([
        ...['pending', 'delivering', 'delivered', 'failed', 'dead'],
      ]),
    )
    .option('--endpoint <id>', 'only those to this endpoint')
    .action(listDeliveries)
  withApiFlags(
    deliveries
      .command('show')
      .description('show one delivery with its attempts')
      .argument('<id>', 'id of the delivery', toDeliveryId),
  ).action(showDelivery)
  withApiFlags(
    deliveries
      .command('redeliver')
      .description('send one again, or all that failed since a time')
      .argument('[id]', 'id of the delivery', toDeliveryId),
  )
    .option('--since <time>', 'all that failed and were made at or after this ISO time')
    .option('--endpoint <id>', 'with --since: only those to this endpoint')
    .action(redeliver)
}

type ListFlags = ApiFlags & PageFlags & { status?: string; endpoint?: string }

async function listDeliveries(flags: ListFlags, command: Command): Promise<void> {
  refuseWords(command)
  const query = { status: flags.status, endpointId: flags.endpoint, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Delivery[]; nextCursor: string | null }>(accessOf(flags), '/v1/deliveries', {
    query,
  })
  if (flags.json) return printJson(page)
  printTable(
    ['DELIVERY', 'WHAT', 'STATUS', 'MADE', 'TO', 'ERROR'],
    page.items.map((one) => [
      one.id,
      one.eventType ?? one.kind,
      one.status,
      ago(one.createdAt),
      one.url,
      one.lastError ?? '',
    ]),
    flags.status === undefined && flags.endpoint === undefined ? 'Nothing was sent yet.' : 'No deliveries like that.',
  )
  sayMore(command, page.nextCursor)
}

async function showDelivery(id: string, flags: ApiFlags): Promise<void> {
  const one = await getJson<Delivery>(accessOf(flags), `/v1/deliveries/${encodeURIComponent(id)}`)
  if (flags.json) return printJson(one)
  console.log(`${one.eventType ?? one.kind}  ${one.status}  ${one.id}`)
  console.log(`${one.method} ${one.url}`)
  if (one.nextAt && one.status === 'failed') console.log(`tried again at ${one.nextAt}`)
  console.log('')
  printTable(
    ['ATTEMPT', 'AT', 'TOOK', 'ANSWER'],
    (one.attemptLog ?? []).map((attempt) => [
      String(attempt.n),
      attempt.startedAt,
      `${attempt.latencyMs} ms`,
      attempt.error ?? String(attempt.status),
    ]),
    'No attempts yet.',
  )
}

async function redeliver(
  id: string | undefined,
  flags: ApiFlags & { since?: string; endpoint?: string },
): Promise<void> {
  const access = accessOf(flags)
  if (id !== undefined) {
    const one = await getJson<Delivery>(access, `/v1/deliveries/${encodeURIComponent(id)}/redeliver`, {
      method: 'POST',
    })
    if (flags.json) return printJson(one)
    return console.log(`It is sent again; see: npx orchestrator deliveries show ${id}`)
  }
  if (flags.since === undefined)
    throw new UserError('Say which: the id of a delivery, or --since and a time.', { exitCode: 2 })
  const body = { since: flags.since, ...(flags.endpoint !== undefined && { endpointId: flags.endpoint }) }
  const done = await getJson<{ count: number; more: boolean }>(access, '/v1/deliveries/redeliver', { body })
  if (flags.json) return printJson(done)
  console.log(`${done.count} sent again.${done.more ? ' There are more: run it once more.' : ''}`)
}
