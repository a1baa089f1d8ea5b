import * as z from 'zod'
import type { Container } from '../../connector/item.ts'
import { type GitHubClient, hasNext } from './client.ts'

export const Repository = z.object({
  id: z.number(),
  full_name: z.string(),
  html_url: z.string(),
  has_issues: z.boolean().optional(),
})

/** So many pages are looked through for a word before the answer says that there are more. */
const mostPages = 20

export async function listContainers(
  client: GitHubClient,
  installationId: number | null,
  { search = '', cursor }: { search?: string | undefined; cursor?: string | undefined },
): Promise<{ containers: Container[]; cursor: string | null }> {
  const containers: Container[] = []
  let page = Number(cursor ?? 1)
  for (let asked = 0; asked < mostPages; asked++, page++) {
    const { repositories, more } = await repositoriesOn(client, installationId, page)
    for (const { id, full_name: key, html_url: url } of repositories) {
      if (key.toLowerCase().includes(search.toLowerCase())) containers.push({ id: String(id), key, name: key, url })
    }
    if (!more) return { containers, cursor: null }
    if (containers.length > 0) return { containers, cursor: String(page + 1) }
  }
  return { containers, cursor: String(page) }
}

async function repositoriesOn(client: GitHubClient, installationId: number | null, page: number) {
  const query = { per_page: 100, page }
  if (installationId !== null) {
    const schema = z.object({ repositories: z.array(Repository) })
    const { data, headers } = await client.ask(schema, 'GET /installation/repositories', query)
    return { repositories: data.repositories, more: hasNext(headers) }
  }
  const { data, headers } = await client.ask(z.array(Repository), 'GET /user/repos', { ...query, sort: 'full_name' })
  return { repositories: data, more: hasNext(headers) }
}
