import { type Access, getJson } from '../api-client.ts'
import { isId } from '../commands/arguments.ts'
import { UserError } from '../user-error.ts'

export interface Connection {
  id: string
  provider: string
  name: string
  status: string
  auth: string
  account: { name: string }
  trouble: { code: string; message: string; action: string; since: string } | null
}

/** By its id, or by a name that only one has. */
export async function findConnection(access: Access, words: string): Promise<Connection> {
  if (isId(words)) return getJson<Connection>(access, `/v1/connections/${words}`)
  const { items } = await getJson<{ items: Connection[] }>(access, '/v1/connections', { query: { limit: 200 } })
  const found = items.filter(({ name, provider }) =>
    [name, provider].some((one) => one.toLowerCase() === words.toLowerCase()),
  )
  const [first] = found
  if (first && found.length === 1) return first
  throw new UserError(
    found.length > 1 ? `Several connections are called “${words}”.` : `There is no connection “${words}”.`,
    {
      hint: 'Give its id. See: npx orchestrator connection list',
    },
  )
}
