import type { ListedAgent } from '@orchestrator/sdk/client'
import { type Access, getJson } from '../api-client.ts'
import { isId } from '../commands/arguments.ts'
import { UserError } from '../user-error.ts'

/** By what people call it, or by its id. */
export async function findAgent(access: Access, nameOrId: string): Promise<ListedAgent> {
  if (isId(nameOrId)) return getJson<ListedAgent>(access, `/v1/agents/${nameOrId}`)
  const { items } = await getJson<{ items: ListedAgent[] }>(access, '/v1/agents', { query: { name: nameOrId } })
  const [found] = items
  if (!found)
    throw new UserError(`There is no agent ${nameOrId}.`, { hint: 'See all: npx orchestrator agent', exitCode: 2 })
  return found
}
