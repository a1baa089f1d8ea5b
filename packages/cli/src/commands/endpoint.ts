import type { Command } from 'commander'
import { callApi, getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { enabledOf, type OnOff, refuseWords, toEntityId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Endpoint {
  id: string
  url: string
  eventTypes: string[]
  filter: string | null
  enabled: boolean
  disabledReason: string | null
}

/** Adds `orchestrator endpoint` and its subcommands. */
export function addEndpoint(program: Command): void {
  const endpoint = program
    .command('endpoint')
    .description('Addresses of other services to which events are sent (outgoing webhooks).')
    .addHelpText(
      'after',
      `
What was sent: npx orchestrator deliveries list --endpoint <id>

Examples:
  $ npx orchestrator endpoint create https://example.com/hooks --event task.created task.status_changed
  $ npx orchestrator endpoint test 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator endpoint rotate-secret 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 --overlap-hours 48`,
    )
  const one = (name: string, description: string) =>
    withApiFlags(endpoint.command(name).description(description).argument('<id>', 'id of the endpoint', toEntityId))
  withPages(
    withApiFlags(
      endpoint.command('list', { isDefault: true }).description('list endpoints, newest first (the default)'),
    ),
  )
    .option('--enabled', 'only those that are switched on')
    .option('--disabled', 'only those that are switched off')
    .action(listEndpoints)
  withApiFlags(
    endpoint
      .command('create')
      .description('send events to an address; the secret is shown this once')
      .argument('<url>'),
  )
    .option('--event <type...>', 'only events of these types (default: all but those of the audit log)')
    .option('--filter <condition>', 'only events that meet this condition in CEL')
    .option('--header <header...>', 'sent along, as "Name: value"; stored encrypted and never shown')
    .action(createEndpoint)
  one('test', 'send it a test, which is a delivery like any other').action(testEndpoint)
  one('enable', 'switch it on; you are its owner then').action((id: string, flags: ApiFlags) => update(id, flags, true))
  one('disable', 'switch it off; what happens meanwhile is not sent').action((id: string, flags: ApiFlags) =>
    update(id, flags, false),
  )
  one('rotate-secret', 'make a new secret, which is shown this once')
    .option('--overlap-hours <n>', 'for how long the old one signs as well; 0: it ends at once', toHours, 24)
    .action(rotateSecret)
  one('delete', 'send nothing there any more').action(deleteEndpoint)
}

const pathOf = (id: string): string => `/v1/webhook-endpoints/${encodeURIComponent(id)}`

function toHours(text: string): number {
  const hours = Number(text)
  if (!(hours >= 0 && hours <= 168)) throw new UserError('Give hours from 0 to 168.', { exitCode: 2 })
  return hours
}

async function listEndpoints(flags: ApiFlags & PageFlags & OnOff, command: Command): Promise<void> {
  refuseWords(command)
  const query = { sort: '-createdAt', enabled: enabledOf(flags), limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Endpoint[]; nextCursor: string | null }>(
    accessOf(flags),
    '/v1/webhook-endpoints',
    { query },
  )
  if (flags.json) return printJson(page)
  printTable(
    ['ENDPOINT', 'ON', 'EVENTS', 'TO'],
    page.items.map(({ id, enabled, disabledReason, eventTypes, url }) => [
      id,
      enabled ? 'yes' : `no${disabledReason ? `: ${disabledReason}` : ''}`,
      eventTypes.join(', ') || 'all',
      url,
    ]),
    query.enabled === undefined ? 'No endpoints yet.' : 'No endpoints like that.',
  )
  sayMore(command, page.nextCursor)
}

type CreateFlags = ApiFlags & { event?: string[]; filter?: string; header?: string[] }

async function createEndpoint(url: string, flags: CreateFlags): Promise<void> {
  const body = {
    url,
    ...(flags.event && { eventTypes: flags.event }),
    ...(flags.filter !== undefined && { filter: flags.filter }),
    ...(flags.header && { headers: Object.fromEntries(flags.header.map(toHeader)) }),
  }
  const made = await getJson<Endpoint & { secret: string }>(accessOf(flags), '/v1/webhook-endpoints', { body })
  if (flags.json) return printJson(made)
  console.log(`${made.secret}\n\nKeep it: it is not shown again. The endpoint is ${made.id}.`)
}

/** `Name: value`. */
export function toHeader(text: string): [string, string] {
  const colon = text.indexOf(':')
  if (colon < 1)
    throw new UserError(`${JSON.stringify(text)} is no header: write it as "Name: value".`, { exitCode: 2 })
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}

async function testEndpoint(id: string, flags: ApiFlags): Promise<void> {
  const delivery = await getJson<{ id: string }>(accessOf(flags), `${pathOf(id)}/ping`, { method: 'POST' })
  if (flags.json) return printJson(delivery)
  console.log(`A test is on its way; what came of it: npx orchestrator deliveries show ${delivery.id}`)
}

async function update(id: string, flags: ApiFlags, enabled: boolean): Promise<void> {
  const changed = await getJson<Endpoint>(accessOf(flags), pathOf(id), { method: 'PATCH', body: { enabled } })
  if (flags.json) return printJson(changed)
  console.log(`${changed.url} is ${changed.enabled ? 'on' : 'off'}`)
}

async function rotateSecret(id: string, flags: ApiFlags & { overlapHours: number }): Promise<void> {
  const body = { overlapHours: flags.overlapHours }
  const path = `${pathOf(id)}/rotate-secret`
  const rotated = await getJson<{ secret: string; oldUntil: string }>(accessOf(flags), path, { body })
  if (flags.json) return printJson(rotated)
  console.log(
    `${rotated.secret}\n\nKeep it: it is not shown again. The old one signs as well until ${rotated.oldUntil}.`,
  )
}

async function deleteEndpoint(id: string, flags: ApiFlags): Promise<void> {
  await callApi(accessOf(flags), pathOf(id), { method: 'DELETE' })
  if (flags.json) return printJson({ id, deleted: true })
  console.log(`${id} is deleted`)
}
