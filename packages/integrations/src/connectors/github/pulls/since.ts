import * as z from 'zod'
import { type GitHubClient, hasNext } from '../client.ts'

const Listed = z.object({ number: z.number(), updated_at: z.string() })

/** Pages of a hundred. */
const mostPages = 50

/**
 * Pull requests that changed, the last change first.
 * @param since null: those that are open
 */
export async function pullsSince(client: GitHubClient, repositoryId: string, since: string | null) {
  const found: { readonly number: number; readonly updatedAt: string }[] = []
  for (let page = 1; page <= mostPages; page++) {
    const { data, headers } = await client.ask(z.array(Listed), 'GET /repositories/{repository_id}/pulls', {
      ...{ repository_id: repositoryId, state: since === null ? 'open' : 'all' },
      ...{ sort: 'updated', direction: 'desc', per_page: 100, page },
    })
    const listed = data.map(({ number, updated_at }) => ({ number, updatedAt: new Date(updated_at).toISOString() }))
    const changed = listed.filter(({ updatedAt }) => since === null || updatedAt >= since)
    found.push(...changed)
    if (changed.length < listed.length || !hasNext(headers)) break
  }
  return found
}
