import { type Access, getJson } from '../api-client.ts'
import { UserError } from '../user-error.ts'

interface Container {
  readonly id: string
  readonly key: string
  readonly name: string
}

interface Page {
  readonly items: readonly Container[]
  readonly nextCursor: string | null
}

const most = 20

/** What people say for it: a shell takes `#shop` for a remark, so it is said without. */
const said = (text: string): string => text.replace(/^#/, '')
const plain = (text: string): string => said(text).toLowerCase()

/** The id of what is called so in the connected service, or has that id. @throws UserError naming what there is */
export async function containerIdOf(access: Access, connectionId: string, words: string): Promise<string> {
  const path = `/v1/connections/${connectionId}/containers`
  const search = said(words)
  const searched = await getJson<Page>(access, path, { query: search === '' ? {} : { search } })
  const exact = searched.items.find(({ id, key, name }) => [id, key, name].includes(words))
  if (exact) return exact.id
  const alike = searched.items.filter(({ key, name }) => [key, name].some((one) => plain(one) === plain(words)))
  const [only] = alike
  if (only && alike.length === 1) return only.id
  if (alike.length > 1)
    throw new UserError(`Several things there are called “${words}”.`, {
      hint: `Give the id of one: ${alike.map(({ id }) => id).join(', ')}`,
    })
  const shown = searched.items.length > 0 ? searched : await getJson<Page>(access, path)
  if (shown.items.some(({ id }) => id === words)) return words
  // A service need not find ids by their text; where not all was told, the API looks through the rest.
  if (searched.items.length === 0 && shown.nextCursor !== null) return words
  throw new UserError(`The connection sees no “${words}”.`, {
    hint:
      shown.items.length === 0
        ? 'It sees nothing that could be mapped: see what its account may do with npx orchestrator connection test'
        : `There are: ${thoseOf(shown)}`,
  })
}

/** Each as it can be typed. */
function thoseOf({ items, nextCursor }: Page): string {
  const typed = items.slice(0, most).map(({ key }) => (/^[\w#./@-]+$/.test(key) ? said(key) : `'${key}'`))
  return [...typed, ...(items.length > most || nextCursor !== null ? ['…'] : [])].join(', ')
}
