import { ProviderError } from '../../connector/provider-error.ts'
import { provider } from './failures.ts'

/** So many pages no list of Jira has: its longest are some thousand long. */
const mostPages = 1_000

interface ListPage<T> {
  readonly list: readonly T[]
  /** Without it a list ends with its first page. */
  readonly total?: number | null | undefined
}

/**
 * A list that Jira gives in pages, each with what the ones before did not have. The next one begins after what came, whatever the answer says
 * of where it is: a server, or a proxy before it, that gives the same page again would be asked for ever.
 * @throws ProviderError `malformed`
 */
export async function* pagesOf<T>(
  idOf: (one: T) => string | number,
  ask: (startAt: number) => Promise<ListPage<T>>,
): AsyncGenerator<readonly T[], void> {
  const seen = new Set<string | number>()
  let startAt = 0
  for (let page = 0; page < mostPages; page++) {
    const { list, total } = await ask(startAt)
    const fresh = new Map(list.filter((one) => !seen.has(idOf(one))).map((one) => [idOf(one), one]))
    for (const id of fresh.keys()) seen.add(id)
    if (list.length > 0 && fresh.size === 0) throw notDocumented('a page brings nothing but what came before')
    yield [...fresh.values()]
    startAt += list.length
    if (list.length === 0 || startAt >= (total ?? 0)) return
  }
  throw notDocumented('a list has no end')
}

export async function allOf<T>(...asked: Parameters<typeof pagesOf<T>>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pagesOf(...asked)) found.push(...page)
  return found
}

export const notDocumented = (what: string): ProviderError =>
  new ProviderError(provider, 'malformed', `Jira answered what it does not document: ${what}`)
