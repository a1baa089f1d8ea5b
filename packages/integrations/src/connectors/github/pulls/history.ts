import * as z from 'zod'
import type { PullRequestPage } from '../../../connector/code.ts'
import { type GitHubClient, hasNext } from '../client.ts'
import { Pull, told } from './look.ts'

const Cursor = z.object({ page: z.int().min(1) })

/** A page of all pull requests, the first ones first: none is ever deleted, so pages stay as they are. */
export async function historyPage(
  client: GitHubClient,
  repositoryId: string,
  cursor: unknown,
): Promise<PullRequestPage> {
  const { page } = cursor === null ? { page: 1 } : Cursor.parse(cursor)
  const { data, headers } = await client.ask(z.array(Pull), 'GET /repositories/{repository_id}/pulls', {
    ...{ repository_id: repositoryId, state: 'all', sort: 'created', direction: 'asc', per_page: 100, page },
  })
  return { pulls: data.map(told), cursor: hasNext(headers) ? { page: page + 1 } : null }
}
