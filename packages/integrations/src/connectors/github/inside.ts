import type * as z from 'zod'
import { ProviderError } from '../../connector/provider-error.ts'
import { type GitHubClient, hasNext } from './client.ts'
import { Repository } from './containers.ts'
import { providerId } from './errors.ts'

/** More pages than this are not asked for at once, of lists for people. */
const mostPages = 20

/** GitHub answers 404 also for what may not be seen: nothing is taken for gone while its repository cannot be seen. */
export async function inside<T>(client: GitHubClient, containerId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'not_found')) throw error
    const repository = await client
      .ask(Repository, 'GET /repositories/{repository_id}', { repository_id: containerId })
      .catch((reason: unknown) => {
        if (reason instanceof ProviderError && reason.kind === 'not_found') return null
        throw reason
      })
    const { status } = error
    if (repository === null)
      throw new ProviderError(
        providerId,
        'forbidden',
        'The repository is gone, or the connected account may not see it',
        { status },
      )
    if (repository.data.has_issues === false)
      throw new ProviderError(providerId, 'forbidden', 'Issues are switched off in the repository', { status })
    throw error
  }
}

/** A list of a repository, whole. */
export async function allPages<T>(
  client: GitHubClient,
  containerId: string,
  schema: z.ZodType<T[]>,
  path: string,
  query: Record<string, unknown> = {},
): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; page <= mostPages; page++) {
    const { data, headers } = await inside(client, containerId, () =>
      client.ask(schema, `GET /repositories/{repository_id}${path}`, {
        ...query,
        ...{ repository_id: containerId, per_page: 100, page },
      }),
    )
    all.push(...data)
    if (!hasNext(headers)) break
  }
  return all
}
