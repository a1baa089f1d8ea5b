import { type Access, getJson } from '../api-client.ts'
import { isId } from '../commands/arguments.ts'
import { UserError } from '../user-error.ts'

export interface Mapping {
  id: string
  connectionId: string
  projectId: string
  containerKey: string
  direction: string
  enabled: boolean
  filter: string | null
  filterIn: string | null
  query: string | null
  fields: FieldMap[]
  version: number
}

export interface FieldMap {
  theirs: string
  ours: string
  direction: string
  policy: string
  values?: { theirs: unknown; ours: string }[]
}

/** By its id, or by what is mapped, when that is mapped once. */
export async function findMapping(access: Access, words: string): Promise<Mapping> {
  if (isId(words)) return getJson<Mapping>(access, `/v1/mappings/${words}`)
  const { items } = await getJson<{ items: Mapping[] }>(access, '/v1/mappings', { query: { limit: 200 } })
  const plain = (text: string) => text.replace(/^#/, '').toLowerCase()
  const found = items.filter(({ containerKey }) => plain(containerKey) === plain(words))
  const [only] = found
  if (only && found.length === 1) return only
  throw new UserError(found.length > 1 ? `“${words}” is mapped several times.` : `There is no mapping of “${words}”.`, {
    hint: 'Give its id. See: npx orchestrator mapping list',
  })
}
