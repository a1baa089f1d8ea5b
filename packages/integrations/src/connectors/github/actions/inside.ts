import * as z from 'zod'
import { ProviderError } from '../../../connector/provider-error.ts'
import { type GitHubClient, hasNext } from '../client.ts'
import { providerId } from '../errors.ts'
import { withoutMarker } from '../marker.ts'

/** Either the id that the connection knows, or the name that people know. */
export const RepositoryName = z
  .string()
  .trim()
  .regex(/^(?:\d+|[A-Za-z0-9][\w-]*\/(?!\.{1,2}$)[\w.-]+)$/, 'an id, or `owner/name`')
  .meta({ description: 'the repository: its id, or `owner/name`' })

export const at = (repository: string): string =>
  /^\d+$/.test(repository) ? `/repositories/${repository}` : `/repos/${repository}`

/** A part of a path: names of branches have slashes. */
export const inPath = (text: string): string => text.split('/').map(encodeURIComponent).join('/')

export const refused = (field: string, message: string): ProviderError =>
  new ProviderError(providerId, 'invalid', `${field}: ${message}`, { status: 422, fields: [{ field, message }] })

/** What came of a try whose answer was lost. @returns the first of the list that has the marker */
export async function findMarked<T extends { readonly body?: string | null | undefined }>(
  client: GitHubClient,
  schema: z.ZodType<T>,
  list: { readonly path: string; readonly query?: Readonly<Record<string, unknown>>; readonly pages: number },
  marker: string,
): Promise<T | null> {
  for (let page = 1; page <= list.pages; page++) {
    const { data, headers } = await client.ask(z.array(schema), `GET ${list.path}`, {
      ...list.query,
      per_page: 100,
      page,
    })
    const found = data.find(({ body }) => withoutMarker(body).marker === marker)
    if (found) return found
    if (!hasNext(headers)) return null
  }
  return null
}
