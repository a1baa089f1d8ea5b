import { type Access, getJson } from '../api-client.ts'
import { isId } from '../commands/arguments.ts'
import { UserError } from '../user-error.ts'

/** A rule, as far as the command line shows it. */
export interface Rule {
  id: string
  name: string
  enabled: boolean
  when: unknown
  if: string | null
  then: { action: string }[]
  version: number
  updatedAt: string
}

/** A rule by its id or its name. */
export async function findRule(access: Access, rule: string): Promise<Rule> {
  if (isId(rule)) return getJson<Rule>(access, `/v1/rules/${rule}`)
  const found: Rule[] = []
  for (let cursor: string | undefined; ; ) {
    const page: { items: Rule[]; nextCursor: string | null } = await getJson(access, '/v1/rules', {
      query: { limit: 200, cursor },
    })
    found.push(...page.items.filter(({ name }) => name === rule))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  const [only, ...more] = found
  if (only && more.length === 0) return only
  if (only) throw new UserError(`${found.length} rules are named ${rule}: give the id.`, { exitCode: 2 })
  throw new UserError(`There is no rule ${rule}.`, { hint: 'See them: npx orchestrator rules', exitCode: 2 })
}
