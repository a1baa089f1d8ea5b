import * as z from 'zod'
import type { GitHubClient } from '../client.ts'

const Listed = z.object({ number: z.number(), updated_at: z.string() })

/** One page: what changed before it is not asked for, for hints come too. */
const mostListed = 50

/**
 * Pull requests that changed, the last change first.
 * @param since null: those that are open
 */
export async function pullsSince(client: GitHubClient, repositoryId: string, since: string | null) {
  const { data } = await client.ask(z.array(Listed), 'GET /repositories/{repository_id}/pulls', {
    ...{ repository_id: repositoryId, state: since === null ? 'open' : 'all' },
    ...{ sort: 'updated', direction: 'desc', per_page: mostListed },
  })
  return data
    .map(({ number, updated_at }) => ({ number, updatedAt: new Date(updated_at).toISOString() }))
    .filter(({ updatedAt }) => since === null || updatedAt >= since)
}
