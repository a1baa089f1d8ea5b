import * as z from 'zod'
import { type GitHubClient, hasNext, lastPage } from './client.ts'

/** How many issues a repository has, by its list: that has pull requests too, so these are taken off. null: it does not tell. */
export async function countIssues(client: GitHubClient, containerId: string): Promise<number | null> {
  const size = async (what: string) => {
    const query = { repository_id: containerId, state: 'all', per_page: 1 }
    const { data, headers } = await client.ask(z.array(z.unknown()), `GET /repositories/{repository_id}/${what}`, query)
    return lastPage(headers) ?? (hasNext(headers) ? null : data.length)
  }
  const [issues, pulls] = await Promise.all([size('issues'), size('pulls')])
  return issues === null || pulls === null ? null : Math.max(0, issues - pulls)
}
