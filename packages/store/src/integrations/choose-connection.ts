import { AppError, type Connection, Id } from '@orchestrator/domain'
import type { Store } from '../store.ts'

type Choice = Pick<Connection, 'id' | 'provider' | 'name' | 'status'>

/**
 * The connection to a service that is meant: by its id or its name, or the only one.
 * @throws AppError `invalid_state` when there is none; `invalid_input` naming the choices when it is not clear which one
 */
export async function chooseConnection(
  store: Store,
  workspaceId: string,
  { provider, connection }: { readonly provider: string; readonly connection: string | null },
): Promise<string> {
  const all = await store.read(
    workspaceId,
    (tx) => tx<Choice[]>`
      select id, provider, name, status from connections
      where workspace_id = ${workspaceId} and provider = ${provider} order by created_at, id`,
  )
  const named = connection === null ? all.filter(isOn) : all.filter(isCalled(connection))
  const [only] = named
  if (only && named.length === 1) return only.id
  const choices = all.filter(({ status }) => status !== 'disconnected')
  const details = { provider, choices: choices.map(({ id, name, status }) => ({ id, name, status })) }
  if (choices.length === 0 || (connection === null && named.length === 0))
    throw new AppError(
      'invalid_state',
      choices.length === 0
        ? `nothing is connected to ${provider}: connect it first`
        : `no connection to ${provider} is active: ${choices.map(({ name, status }) => `“${name}” is ${status}`).join(', ')}`,
      { details },
    )
  const expected = `one of ${choices.map(({ id, name }) => `“${name}” (${id})`).join(', ')}`
  const code = named.length > 1 ? 'ambiguous' : 'not_found'
  throw new AppError('invalid_input', `connection: ${expected}`, {
    fields: [{ path: 'connection', expected, code }],
    details,
  })
}

/** One in trouble may still do what its trouble is not about. */
const isOn = ({ status }: Choice) => status === 'active' || status === 'attention'

const isCalled = (wanted: string) => {
  const id = Id.safeParse(wanted).success ? wanted.toLowerCase() : null
  return (one: Choice) => (id === null ? one.name === wanted : one.id === id)
}
