import { type Access, getJson } from '../api-client.ts'
import { isId } from '../commands/arguments.ts'
import { didYouMean } from '../did-you-mean.ts'
import { UserError } from '../user-error.ts'

/** A rule, as far as the command line shows it. */
export interface Rule {
  id: string
  name: string
  enabled: boolean
  when: unknown
  if: string | null
  then: { action: string }[]
  flow?: unknown
  scopes?: unknown
  version: number
  updatedAt: string
}

/** A rule by its id or its name. */
export async function findRule(access: Access, rule: string): Promise<Rule> {
  if (isId(rule)) return getJson<Rule>(access, `/v1/rules/${rule}`)
  const found: Rule[] = []
  const names: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page: { items: Rule[]; nextCursor: string | null } = await getJson(access, '/v1/rules', {
      query: { limit: 200, cursor },
    })
    names.push(...page.items.map(({ name }) => name))
    found.push(...page.items.filter(({ name }) => name === rule))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  const [only, ...more] = found
  if (only && more.length === 0) return only
  if (only) throw new UserError(`${found.length} rules are named ${rule}: give the id.`, { exitCode: 2 })
  throw new UserError(`There is no rule ${rule}.`, {
    hint: `${didYouMean(rule, names)}See them: npx orchestrator rules`,
    exitCode: 2,
  })
}
