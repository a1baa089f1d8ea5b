import type { Command } from 'commander'
import { callApi, getJson } from '../api-client.ts'
import { callAction, listActions } from '../integration/call-action.ts'
import { type Connection, findConnection, keepsInStep } from '../integration/find-connection.ts'
import { type Health, healthInWords } from '../integration/health-in-words.ts'
import { linkPerson, listPeople, unlinkPerson } from '../integration/people.ts'
import { readSettings } from '../integration/read-credentials.ts'
import {
  beginOAuth,
  type CredentialFlags,
  credentialsOf,
  reconnect,
  withCredentials,
} from '../integration/reconnect.ts'
import { allowTools, disallowTools, listTools } from '../integration/server-tools.ts'
import { showWebhook } from '../integration/show-webhook.ts'
import { requireWay } from '../integration/ways-to-connect.ts'
import { cut, printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toInstant } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

/** Adds `orchestrator connection` and its subcommands. */
export function addConnection(program: Command): void {
  const connection = program
    .command('connection')
    .description('Services that the workspace is connected to, such as GitHub or Jira.')
    .addHelpText(
      'after',
      `
Examples:
  $ gh auth token | npx orchestrator connection add github --credential token=-
  $ npx orchestrator connection add jira --oauth
  $ npx orchestrator connection show github`,
    )
  const one = (name: string, description: string) =>
    withApiFlags(connection.command(name).description(description).argument('<connection>', 'its name or id'))
  withPages(
    withApiFlags(
      connection.command('list', { isDefault: true }).description('list connections, newest first (the default)'),
    ),
  )
    .option('--provider <connector>', 'only of this service')
    .action(listConnections)
  withCredentials(
    withApiFlags(
      connection
        .command('add')
        .description('connect a service')
        .argument('<connector>', 'github, jira, notion, slack, email or mcp; alone it says how that is connected'),
    ),
  )
    .option('--name <name>', 'what to call it')
    .action(addOne)
  withCredentials(one('reconnect', 'connect it with other credentials; its mappings stay'))
    .option('--other-account', 'they may be those of another account there')
    .action(reconnect)
  one('show', 'how it is doing: what waits, what is wrong and what to do').action(show)
  one('test', 'ask the service as whom it is known there, and what it may do').action(test)
  one('webhook', 'show where its service is to send what happens, with which secret, and what to set').action(
    showWebhook,
  )
  one('pause', 'hold it; nothing is lost meanwhile').action((words: string, flags: ApiFlags) =>
    change(words, flags, 'pause'),
  )
  one('resume', 'let it go on, or try again at once').action((words: string, flags: ApiFlags) =>
    change(words, flags, 'resume'),
  )
  one('actions', 'list what can be done in its service; with --json also what each takes').action(listActions)
  withApiFlags(
    connection
      .command('call')
      .description('do something in its service, with its account')
      .argument('<connection>', 'its name or id')
      .argument('<action>', 'e.g. createIssue; see connection actions'),
  )
    .option('--input <json>', 'what the action takes: JSON, @file, or - to read it from the input')
    .option('--idempotency-key <key>', 'a repetition with the same key has no second effect')
    .action(callAction)
  one('people', 'list who is there, and which members they are').action(listPeople)
  one('link', 'say which member somebody there is')
    .argument('<person>', 'their name, address or id there')
    .argument('<member>', 'their address or id here')
    .action(linkPerson)
  one('unlink', 'take back which member somebody there is')
    .argument('<person>', 'their name or id there')
    .action(unlinkPerson)
  one('tools', 'list what an MCP server offers, and what of it agents may call').action(listTools)
  const some = (name: string, description: string, tools: string) =>
    withApiFlags(connection.command(name).description(description))
      .argument('<connection>', 'its name or id')
      .argument(tools, 'as its server calls it; see connection tools')
  some('allow', 'let agents call tools of an MCP server, as it describes them now', '[tool...]')
    .option('--all', 'all that it offers now')
    .option('--trust', 'their calls need no approval')
    .action(allowTools)
  some('disallow', 'let agents call tools of an MCP server no longer', '<tool...>').action(disallowTools)
  one('disconnect', 'forget its credentials; what it has synced stays').action(disconnect)
  one('rollback', 'say what would be taken back of what it did here within a time, and do it')
    .requiredOption('--from <instant>', 'since when', toInstant)
    .option('--to <instant>', 'until when; by default now', toInstant)
    .option('--yes', 'take it back')
    .option('--propose', 'propose it as patches instead, for people to decide on')
    .action(rollback)
  one('delete', 'delete it once nothing is mapped').action(remove)
}

async function listConnections(flags: ApiFlags & PageFlags & { provider?: string }, command: Command): Promise<void> {
  refuseWords(command)
  const query = { sort: '-createdAt', provider: flags.provider, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Connection[]; nextCursor: string | null }>(accessOf(flags), '/v1/connections', {
    query,
  })
  if (flags.json) return printJson(page)
  printTable(
    ['CONNECTION', 'SERVICE', 'NAME', 'AS', 'STATUS'],
    page.items.map(({ id, provider, name, account, status, trouble }) => [
      ...[id, provider, name, account.name],
      `${status}${trouble ? `: ${trouble.message}` : ''}`,
    ]),
    flags.provider === undefined
      ? 'No connections yet. Connect a service: npx orchestrator connection add github'
      : 'No connections like that.',
  )
  sayMore(command, page.nextCursor)
}

async function addOne(provider: string, flags: CredentialFlags & { name?: string }): Promise<void> {
  const { name, setting } = flags
  const access = accessOf(flags)
  await requireWay(access, provider, flags)
  const common = { provider, ...(name !== undefined && { name }), ...(setting && { settings: readSettings(setting) }) }
  if (flags.oauth) return beginOAuth(access, common, flags)
  const body = { ...common, ...credentialsOf(flags) }
  const made = await getJson<Connection>(access, '/v1/connections', { body })
  if (flags.json) return printJson(made)
  console.log(`“${made.name}” is connected as ${made.account.name}: ${made.id}`)
  console.log(
    provider === 'mcp'
      ? `Say which tools agents may call: npx orchestrator connection tools ${made.id}`
      : `Map a project: npx orchestrator mapping add ${made.id} <what is there> --project <key>`,
  )
}

async function show(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const connection = await findConnection(access, words)
  const health = await getJson<Health>(access, `/v1/connections/${connection.id}/health`)
  if (flags.json) return printJson({ ...connection, health })
  console.log(
    [
      `${connection.name} (${connection.provider}, as ${connection.account.name})`,
      ...healthInWords(health, keepsInStep(connection)),
    ].join('\n'),
  )
}

async function test(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id, name } = await findConnection(access, words)
  const found = await getJson<{ account: { name: string }; scopes: string[]; missing: string[] }>(
    access,
    `/v1/connections/${id}/test`,
    { method: 'POST' },
  )
  if (flags.json) return printJson(found)
  console.log(
    `“${name}” works, as ${found.account.name}. It may: ${found.scopes.join(', ') || 'the service does not say'}`,
  )
  for (const line of found.missing) console.log(`missing: ${line}`)
}

async function change(words: string, flags: ApiFlags, verb: 'pause' | 'resume'): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findConnection(access, words)
  const changed = await getJson<Connection>(access, `/v1/connections/${id}/${verb}`, { method: 'POST' })
  if (flags.json) return printJson(changed)
  console.log(`“${changed.name}” is ${changed.status}`)
}

interface Stays {
  mappings: number
  items: number
  subscriptions: number
  tokensRevoked: boolean
}

async function disconnect(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findConnection(access, words)
  const gone = await getJson<Connection & { stays: Stays }>(access, `/v1/connections/${id}/disconnect`, {
    method: 'POST',
  })
  if (flags.json) return printJson(gone)
  const { mappings, items, subscriptions, tokensRevoked } = gone.stays
  console.log(`“${gone.name}” is disconnected; its credentials are forgotten.`)
  const going = mappings === 1 ? '1 mapping goes' : `${mappings} mappings go`
  console.log(`${items} tasks and comments stay on both sides; ${going} on when it is connected anew.`)
  if (!tokensRevoked) console.log('Withdraw its access in the service itself.')
  if (subscriptions > 0) console.log(`${subscriptions} webhooks could not be ended: delete them in the service.`)
}

interface Rollback {
  operations: { type: string; name: string; entityId: string; data: Record<string, unknown> }[]
  patches: { id: string; title: string; operations: number }[]
  skipped: { name: string; field: string | null; reason: string }[]
}

type RollbackFlags = ApiFlags & { from: string; to?: string; yes?: boolean; propose?: boolean }

async function rollback(words: string, flags: RollbackFlags): Promise<void> {
  if (flags.yes && flags.propose) throw new UserError('Give --yes or --propose, not both.', { exitCode: 2 })
  const access = accessOf(flags)
  const { id, name } = await findConnection(access, words)
  const body = {
    ...{ from: flags.from, ...(flags.to !== undefined && { to: flags.to }) },
    ...(flags.propose ? { as: 'patch', dryRun: false } : { dryRun: flags.yes !== true }),
  }
  const plan = await getJson<Rollback>(access, `/v1/connections/${id}/rollback`, { body })
  if (flags.json) return printJson(plan)
  printTable(
    ['CHANGE', 'OF', 'BACK TO'],
    plan.operations.map(({ type, name: of, data: { id: _, ...fields } }) => [
      type,
      of,
      cut(JSON.stringify(fields), 80),
    ]),
    `“${name}” did nothing then that could be taken back.`,
  )
  for (const { name: of, field, reason } of plan.skipped)
    console.log(`stays: ${of}${field === null ? '' : ` ${field}`} (${reason.replaceAll('_', ' ')})`)
  for (const { id: patch, title, operations } of plan.patches)
    console.log(`proposed: ${title} (operations: ${operations}): npx orchestrator patch diff ${patch}`)
  if (flags.propose) return
  if (plan.operations.length > 0)
    console.log(
      flags.yes
        ? 'It is taken back.'
        : 'Nothing was done yet. With --yes it is taken back, with --propose people decide.',
    )
}

async function remove(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findConnection(access, words)
  await callApi(access, `/v1/connections/${id}`, { method: 'DELETE' })
  if (flags.json) return printJson({ id, deleted: true })
  console.log(`${id} is deleted`)
}
