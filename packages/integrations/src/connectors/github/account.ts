import * as z from 'zod'
import type { Account } from '../../connector/connector.ts'
import type { GitHubClient } from './client.ts'

const Person = z.object({ id: z.number(), login: z.string(), html_url: z.string().nullish() })
const Installation = z.object({
  app_slug: z.string(),
  html_url: z.string().nullish(),
  permissions: z.record(z.string(), z.string()),
})

/** What an installation needs, and what does not work without it. */
const wanted = [
  { name: 'issues', without: 'issues cannot be written' },
  { name: 'pull_requests', without: 'pull requests cannot be made' },
  { name: 'contents', without: 'branches and commits cannot be made' },
  { name: 'repository_hooks', without: 'webhooks have to be set up by hand' },
]

export async function checkAccount(client: GitHubClient, installationId: number | null): Promise<Account> {
  if (installationId === null) {
    const { data, headers } = await client.ask(Person, 'GET /user')
    // Fine-grained tokens do not say what they may.
    const told = headers['x-oauth-scopes']
    const scopes = told === undefined ? [] : String(told).split(/,\s*/).filter(Boolean)
    const missing: string[] = []
    if (told !== undefined && !scopes.includes('repo'))
      missing.push('`repo`: without it private repositories are out of reach')
    return { id: String(data.id), name: data.login, url: data.html_url ?? null, scopes, missing }
  }
  const { data } = await client.ask(Installation, 'GET /app/installations/{installation_id}', {
    installation_id: installationId,
  })
  const login = `${data.app_slug}[bot]`
  // As this user what the App does is signed: deliveries name it as their sender.
  const { data: bot } = await client.ask(Person, 'GET /users/{username}', { username: login })
  return {
    id: String(bot.id),
    name: login,
    url: data.html_url ?? null,
    scopes: Object.entries(data.permissions).map(([name, level]) => `${name}:${level}`),
    missing: wanted
      .filter(({ name }) => data.permissions[name] !== 'write')
      .map(({ name, without }) => `\`${name}: write\`: ${without}`),
  }
}
