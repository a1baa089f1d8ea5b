import { OrchestratorError } from '../errors.ts'
import type { Page, PageOptions } from '../run/resources.ts'

/**
 * All items of a list, at most so many: more are an error.
 *
 * @example
 * ```ts
 * for (const task of await all((page) => tasks.list({ ...page, tag: 'old' }), 100)) await tasks.complete(task)
 * ```
 */
export async function all<T>(list: (page: PageOptions) => Promise<Page<T>>, most: number): Promise<readonly T[]> {
  const items: T[] = []
  for (let cursor: string | null = null; ; ) {
    // One more than may be, to find out that there are more.
    const page: Page<T> = await list({ limit: Math.min(200, most + 1 - items.length), cursor })
    items.push(...page.items)
    if (items.length > most) throw new OrchestratorError('invalid_state', `there are more than ${most}`)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}
