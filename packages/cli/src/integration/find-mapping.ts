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

/** By its id, or by what is mapped, when that is mapped once: the very name, else one that is written otherwise. */
export async function findMapping(access: Access, words: string): Promise<Mapping> {
  if (isId(words)) return getJson<Mapping>(access, `/v1/mappings/${words}`)
  return chosen(words, closest(await listed(access), words, [isExact, isWithoutHash, isNear]))
}

/** The mapping that is to be changed: a name that is only alike may mean another one, so it is told, not taken. */
export async function findMappingToChange(access: Access, words: string): Promise<Mapping> {
  if (isId(words)) return getJson<Mapping>(access, `/v1/mappings/${words}`)
  const all = await listed(access)
  const near = all.filter(({ containerKey }) => isNear(containerKey, words))
  return chosen(words, closest(all, words, [isExact, isWithoutHash]), near)
}

type Fits = (containerKey: string, words: string) => boolean

const isExact: Fits = (containerKey, words) => containerKey === words
/** A shell takes `#shop` for a remark. */
const isWithoutHash: Fits = (containerKey, words) => containerKey === `#${words}`
const isNear: Fits = (containerKey, words) => plain(containerKey) === plain(words)
const plain = (text: string) => text.replace(/^#/, '').toLowerCase()

async function listed(access: Access): Promise<Mapping[]> {
  return (await getJson<{ items: Mapping[] }>(access, '/v1/mappings', { query: { limit: 200 } })).items
}

/** Those that fit in the first way in which any does. */
function closest(all: readonly Mapping[], words: string, ways: readonly Fits[]): Mapping[] {
  for (const fits of ways) {
    const found = all.filter(({ containerKey }) => fits(containerKey, words))
    if (found.length > 0) return found
  }
  return []
}

function chosen(words: string, found: readonly Mapping[], near: readonly Mapping[] = []): Mapping {
  const [only] = found
  if (only && found.length === 1) return only
  if (found.length === 0 && near.length > 0)
    throw new UserError(`There is no mapping of “${words}”.`, {
      hint: `Alike are: ${near.map(({ containerKey }) => `'${containerKey}'`).join(', ')}. Give the name as it is, or the id.`,
    })
  throw new UserError(found.length > 1 ? `“${words}” is mapped several times.` : `There is no mapping of “${words}”.`, {
    hint: 'Give its id. See: npx orchestrator mapping list',
  })
}
