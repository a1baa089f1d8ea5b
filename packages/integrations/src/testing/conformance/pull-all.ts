import type { Session } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'

/** Pulls until there is no more at once. */
export async function pullAll(
  session: Session,
  query: { readonly containerId: string; readonly type: string; readonly cursor: unknown },
): Promise<{ items: Item[]; pages: number; cursor: unknown }> {
  const items: Item[] = []
  let { cursor } = query
  for (let pages = 1; pages < 1000; pages++) {
    const page = await session.pull({ ...query, cursor })
    items.push(...page.items)
    // It is kept in the database: what JSON cannot hold would be lost there.
    cursor = JSON.parse(JSON.stringify(page.cursor))
    if (!page.more) return { items, pages, cursor }
  }
  throw new Error('a pull does not come to an end')
}
