import { type Access, getJson } from '../api-client.ts'
import { isId } from '../commands/arguments.ts'
import { didYouMean } from '../did-you-mean.ts'
import { UserError } from '../user-error.ts'

export interface Template {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly version: number
  readonly updatedAt: string
}

/** People say the name; the API takes ids. */
export async function findTemplate(access: Access, idOrName: string): Promise<Template> {
  if (isId(idOrName)) return getJson<Template>(access, `/v1/templates/${idOrName}`)
  const { items } = await getJson<{ items: Template[] }>(access, '/v1/templates', { query: { name: idOrName } })
  const [found] = items
  if (found) return found
  const all = await getJson<{ items: Template[] }>(access, '/v1/templates', { query: { limit: 200 } })
  const names = all.items.map(({ name }) => name)
  throw new UserError(`There is no template ${JSON.stringify(idOrName)}.`, {
    hint: `${didYouMean(idOrName, names)}See all: npx orchestrator template`,
    exitCode: 2,
  })
}
