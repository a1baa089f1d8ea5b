import type { Account, Session } from '../../connector/connector.ts'
import type { Container, ExternalUser, Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { createComment, findComment, getComment, pullComments, removeComment, updateComment } from './comments.ts'
import type { NotionContext } from './context.ts'
import { defaultsOf } from './defaults.ts'
import { provider } from './failures.ts'
import { itemTypes } from './items.ts'
import { readPage } from './pages.ts'
import { specsOf } from './properties.ts'
import { pullPages } from './pull.ts'
import { plainOf, toUser, WireDataSources, WireUser, WireUsers } from './wire.ts'
import { createPage, findMarked, removePage, updatePage } from './write-page.ts'

/** With what its actions need beside. */
export interface NotionSession extends Session {
  readonly notion: NotionContext
}

export function openSession(notion: NotionContext): NotionSession {
  /** Notion says 404 of what is not shared, too: only when its data source is seen, what was in it is gone. */
  const orUnseen = async <T>(found: T | null, containerId: string): Promise<T | null> => {
    if (found === null) await notion.freshSource(containerId)
    return found
  }
  return {
    notion,
    check: () => check(notion),
    containers: (query) => containers(notion, query),
    users: () => users(notion),
    async fields(containerId, type) {
      if (type === 'page') return specsOf(await notion.freshSource(containerId))
      return itemTypes.find((one) => one.type === type)?.fields ?? []
    },
    async defaults(containerId, type) {
      if (type === 'page') return defaultsOf(await notion.source(containerId))
      return itemTypes.find((one) => one.type === type)?.defaults ?? []
    },
    pull: (query) => (isPage(query.type) ? pullPages(notion, query) : pullComments(notion, query)),
    count: async () => null,
    async get({ type, id }, containerId) {
      const item: Item | null = isPage(type) ? await readPage(notion, id) : await getComment(notion, id, containerId)
      return orUnseen(item, containerId)
    },
    create: (draft) => (isPage(draft.type) ? createPage(notion, draft) : createComment(notion, draft)),
    update: ({ type, id }, containerId, fields, known?: Item['fields']) =>
      isPage(type)
        ? updatePage(notion, id, containerId, fields, known)
        : updateComment(notion, id, containerId, fields),
    async remove({ type, id }) {
      await (isPage(type) ? removePage(notion, id) : removeComment(notion, id))
    },
    search: ({ type, on, containerId, marker }) =>
      isPage(type) ? findMarked(notion, containerId, marker) : findComment(notion, on, containerId, marker),
  }
}

function isPage(type: string): boolean {
  if (itemTypes.some((one) => one.type === type)) return type === 'page'
  throw new ProviderError(provider, 'invalid', `Notion has no items of type ${type}`)
}

async function check({ client }: NotionContext): Promise<Account> {
  const me = await client.read(WireUser, (notion) => notion.users.me({}))
  const seen = await client.read(WireDataSources, (notion) =>
    notion.search({ filter: { property: 'object', value: 'data_source' }, page_size: 1 }),
  )
  const workspace = me.bot?.workspace_name
  return {
    ...{
      id: me.id,
      name: workspace ? `${me.name || 'Notion'} (${workspace})` : me.name || me.id,
      url: null,
      scopes: [],
    },
    missing:
      seen.results.length > 0
        ? []
        : ['no database is shared with it: open one in Notion and add it under ⋯ → Connections'],
  }
}

async function containers({ client }: NotionContext, { search, cursor }: Parameters<Session['containers']>[0]) {
  const page = await client.read(WireDataSources, (notion) =>
    notion.search({
      ...{ filter: { property: 'object', value: 'data_source' }, page_size: 50 },
      ...(search && { query: search }),
      ...(cursor && { start_cursor: cursor }),
    }),
  )
  const found = page.results
    .filter((source) => !source.in_trash)
    .map(({ id, title, url }): Container => {
      const name = plainOf(title).trim() || 'Untitled'
      return { id, key: name, name, url: url ?? null }
    })
  return { containers: found, cursor: page.has_more ? (page.next_cursor ?? null) : null }
}

async function users({ client }: NotionContext): Promise<ExternalUser[]> {
  const found: ExternalUser[] = []
  for (let cursor: string | null | undefined = null; ; ) {
    const page: { results: WireUser[]; has_more: boolean; next_cursor?: string | null | undefined } = await client.read(
      WireUsers,
      (notion) => notion.users.list({ page_size: 100, ...(cursor && { start_cursor: cursor }) }),
    )
    found.push(...page.results.filter(({ type }) => type === 'person').map(toUser))
    cursor = page.has_more ? page.next_cursor : null
    if (!cursor) return found
  }
}
