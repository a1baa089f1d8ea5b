import type { Command } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { didYouMean } from '../did-you-mean.ts'
import { printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Secret {
  path: string
  verify: string
  secret: string
  url: string
}

/** Adds `webhook list`, `webhook secret` and `webhook rotate-secret`. */
export function addWebhookSecrets(webhook: Command): void {
  withPages(
    withApiFlags(
      webhook.command('list', { isDefault: true }).description('list incoming webhooks by their path (the default)'),
    ),
    50,
  ).action(listWebhooks)
  const one = (name: string, description: string) =>
    withApiFlags(
      webhook
        .command(name)
        .description(description)
        .argument('<path>', 'path of the webhook, for example issue-intake'),
    )
  one('secret', 'show where its sender sends to, and the secret with which it signs').action(
    async (path: string, flags: ApiFlags) => say(path, flags, accessOf(flags), 'secret', 'GET'),
  )
  one('rotate-secret', 'make a new secret; the old one stops working at once').action(
    async (path: string, flags: ApiFlags) => say(path, flags, accessOf(flags), 'rotate-secret', 'POST'),
  )
}

async function listWebhooks(flags: ApiFlags & PageFlags, command: Command): Promise<void> {
  refuseWords(command)
  const page = await getJson<{ items: { path: string; verify: string }[]; nextCursor: string | null }>(
    accessOf(flags),
    '/v1/webhooks',
    { query: { limit: flags.limit, cursor: flags.cursor } },
  )
  if (flags.json) return printJson(page)
  printTable(
    ['WEBHOOK', 'SIGNED AS'],
    page.items.map(({ path, verify }) => [path, verify]),
    'No webhooks yet. A rule or a playbook with a webhook trigger makes its address.',
  )
  sayMore(command, page.nextCursor)
}

async function say(path: string, flags: ApiFlags, access: Access, verb: string, method: 'GET' | 'POST'): Promise<void> {
  const found = await getJson<Secret>(access, `/v1/webhooks/${encodeURIComponent(path)}/${verb}`, { method }).catch(
    async (error: unknown) => {
      throw error instanceof UserError && error.code === 'not_found' ? await unknownWebhook(access, path) : error
    },
  )
  if (flags.json) return printJson(found)
  console.log(`address  ${access.url}${found.url}`)
  console.log(`signed   ${found.verify === 'none' ? 'not at all' : `as ${found.verify}`}`)
  console.log(`secret   ${found.secret}`)
}

/** Says which there are. */
export async function unknownWebhook(access: Access, path: string): Promise<UserError> {
  const { items } = await getJson<{ items: { path: string }[] }>(access, '/v1/webhooks', { query: { limit: 50 } })
  const known = items.map((webhook) => webhook.path).join(', ')
  return new UserError(`There is no webhook ${path}.`, {
    hint:
      known === ''
        ? 'No rule or playbook that is in force has one.'
        : `${didYouMean(
            path,
            items.map((webhook) => webhook.path),
          )}There are: ${known}`,
    code: 'not_found',
  })
}
