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

/** Messages are sent and taken: there is nothing that is the same on both sides, nor any to bring over. */
export const keepsInStep = ({ provider }: Pick<Connection, 'provider'>): boolean =>
  provider !== 'slack' && provider !== 'email'

/** By its id, or by a name that only one has. */
export async function findConnection(access: Access, words: string): Promise<Connection> {
  if (isId(words)) return getJson<Connection>(access, `/v1/connections/${words}`)
  const { items } = await getJson<{ items: Connection[] }>(access, '/v1/connections', { query: { limit: 200 } })
  const called = (one: string) => one.toLowerCase() === words.toLowerCase()
  // A name is one connection's; a service has several, and those that are disconnected are rarely meant.
  const named = items.filter(({ name }) => called(name))
  const of = items.filter(({ provider }) => called(provider))
  const live = of.filter(({ status }) => status !== 'disconnected')
  const found = [named, live, of].find((some) => some.length > 0) ?? []
  const [first] = found
  if (first && found.length === 1) return first
  if (found.length > 1)
    throw new UserError(`Several connections are called “${words}”.`, {
      hint: `Give the name or id of one: ${found.map(({ name }) => `'${name}'`).join(', ')}`,
    })
  throw new UserError(`There is no connection “${words}”.`, {
    hint:
      items.length === 0
        ? 'There is none yet. Connect a service: npx orchestrator connection add github'
        : `There are: ${items.map(({ name }) => `'${name}'`).join(', ')}`,
  })
}
