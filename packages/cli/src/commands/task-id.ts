import { type Access, getJson } from '../api-client.ts'
import { UserError } from '../user-error.ts'
import { isId } from './arguments.ts'

/** HELLO-1 is what people see; the API takes ids. */
export async function taskIdOf(access: Access, idOrIdentifier: string): Promise<string> {
  if (isId(idOrIdentifier)) return idOrIdentifier
  const identifier = idOrIdentifier.toUpperCase()
  const query = { q: identifier, limit: 50 }
  const { items } = await getJson<{ items: { id: string; identifier: string }[] }>(access, '/v1/tasks', { query })
  const found = items.find((task) => task.identifier.toUpperCase() === identifier)
  if (!found)
    throw new UserError(`There is no task ${idOrIdentifier}.`, { hint: 'See the newest: npx orchestrator task' })
  return found.id
}
