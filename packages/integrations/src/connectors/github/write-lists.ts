import * as z from 'zod'
import type { FieldValue, Item } from '../../connector/item.ts'
import { listChange } from '../../connector/list-change.ts'
import { type GitHubClient, orNull } from './client.ts'

const Ignored = z.unknown()

interface At {
  readonly repositoryId: string
  readonly number: number
}

/**
 * Adds to labels and assignees what is to be added and takes away what is to go: a list that was written whole would undo what others did
 * since it was read.
 * @returns the fields that are left to write
 */
export async function writeLists(
  client: GitHubClient,
  { repositoryId, number }: At,
  { fields, known }: { fields: Item['fields']; known: Item['fields'] },
  loginOf: (userId: string) => Promise<string>,
): Promise<Item['fields']> {
  const at = { repository_id: repositoryId }
  const path = `/repositories/{repository_id}/issues/${number}`
  const rest: Record<string, FieldValue> = { ...fields }
  const take = (field: string) => {
    const change = listChange(known[field], fields[field])
    if (change !== null) delete rest[field]
    return change
  }
  const labels = take('labels')
  // One that is not there any more was taken away by somebody else.
  for (const name of labels?.removed ?? [])
    await orNull(client.ask(Ignored, `DELETE ${path}/labels/{name}`, { ...at, name }))
  if (labels && labels.added.length > 0)
    await client.ask(Ignored, `POST ${path}/labels`, { ...at, labels: labels.added })
  const people = take('assignees')
  const logins = (ids: readonly string[] = []) => Promise.all(ids.map(loginOf))
  const [gone, come] = await Promise.all([logins(people?.removed), logins(people?.added)])
  if (gone.length > 0) await client.ask(Ignored, `DELETE ${path}/assignees`, { ...at, assignees: gone })
  if (come.length > 0) await client.ask(Ignored, `POST ${path}/assignees`, { ...at, assignees: come })
  return rest
}
