import { type FakeRequest, invalid, notFound, ok, paged, Refusal, type Route } from './answer.ts'
import { appendChildren } from './block-routes.ts'
import { dressProperties, dressUser, propertyOf, setProperties } from './properties.ts'
import { plain } from './rich-text.ts'
import { type FakePage, type FakeSource, minute, type NotionState } from './state.ts'

export function dressPage(state: NotionState, page: FakePage): unknown {
  const source = state.source(page.sourceId)
  return {
    ...{
      object: 'page',
      id: page.id,
      url: `https://www.notion.so/${page.id.replaceAll('-', '')}`,
      in_trash: page.inTrash,
    },
    ...{ created_time: minute(page.created), last_edited_time: minute(page.edited), icon: null, cover: null },
    ...{
      created_by: { object: 'user', id: page.createdBy.id },
      last_edited_by: { object: 'user', id: page.editedBy.id },
    },
    parent: { type: 'data_source_id', data_source_id: source.id, database_id: source.databaseId },
    properties: dressProperties(state, source, page),
  }
}

export function dressSource(source: FakeSource): unknown {
  const property = ({ id, name, type, options, groups, to }: FakeSource['properties'][number]) => [
    name,
    {
      id,
      name,
      type,
      [type]: { ...(options && { options }), ...(groups && { groups }), ...(to && { data_source_id: to }) },
    },
  ]
  return {
    ...{ object: 'data_source', id: source.id, url: `https://www.notion.so/${source.databaseId}`, in_trash: false },
    title: [{ type: 'text', plain_text: source.title, text: { content: source.title, link: null }, href: null }],
    parent: { type: 'database_id', database_id: source.databaseId },
    properties: Object.fromEntries(source.properties.map(property)),
  }
}

interface Filter {
  readonly timestamp?: 'created_time' | 'last_edited_time'
  readonly property?: string
  readonly and?: readonly Filter[]
  readonly [condition: string]: unknown
}

function matches(source: FakeSource, page: FakePage, filter: Filter | undefined): boolean {
  if (filter === undefined) return true
  if (filter.and) return filter.and.every((one) => matches(source, page, one))
  if (filter.timestamp) {
    const from = (filter[filter.timestamp] as { on_or_after?: string } | undefined)?.on_or_after
    if (from === undefined || Number.isNaN(Date.parse(from))) throw invalid('body failed validation: body.filter')
    return Date.parse(minute(filter.timestamp === 'created_time' ? page.created : page.edited)) >= Date.parse(from)
  }
  const property = propertyOf(source, String(filter.property))
  const [condition, wanted] = Object.entries((filter[property.type] ?? {}) as Record<string, unknown>)[0] ?? []
  const value = page.values.get(property.id)
  if (property.type === 'rich_text' || property.type === 'title') {
    if (condition === 'starts_with') return plain(value).startsWith(String(wanted))
    if (condition === 'equals') return plain(value) === wanted
  }
  if (property.type === 'checkbox' && condition === 'equals') return (value ?? false) === wanted
  throw invalid(`body failed validation: body.filter.${property.type}`)
}

interface Sort {
  readonly timestamp: 'created_time' | 'last_edited_time'
  readonly direction: 'ascending' | 'descending'
}

export const pageRoutes = (state: NotionState): readonly Route[] => [
  ['GET', /^\/v1\/data_sources\/([^/]+)$/, ({ path: [id = ''] }) => ok(dressSource(state.source(id)))],
  ['PATCH', /^\/v1\/data_sources\/([^/]+)$/, (request) => updateSource(state, request)],
  [
    'POST',
    /^\/v1\/data_sources\/([^/]+)\/query$/,
    ({ path: [id = ''], body }) => {
      const source = state.source(id)
      const [sort] = (body['sorts'] ?? []) as Sort[]
      // Within a minute in no order that anybody may count on.
      const at = (page: FakePage) => minute(sort?.timestamp === 'created_time' ? page.created : page.edited) + page.id
      const found = [...state.pages.values()]
        .filter(
          (page) =>
            page.sourceId === source.id && !page.inTrash && matches(source, page, body['filter'] as Filter | undefined),
        )
        .sort((a, b) => (at(a) < at(b) ? -1 : 1) * (sort?.direction === 'descending' ? -1 : 1))
      return paged(found, body, 'page_or_data_source', (page) => dressPage(state, page))
    },
  ],
  ['POST', /^\/v1\/pages$/, (request) => createPage(state, request)],
  ['GET', /^\/v1\/pages\/([^/]+)$/, ({ path: [id = ''] }) => ok(dressPage(state, state.page(id)))],
  [
    'GET',
    /^\/v1\/pages\/([^/]+)\/properties\/([^/]+)$/,
    ({ path: [id = '', propertyId = ''], query }) => {
      const page = state.page(id)
      const ids = (page.values.get(propertyOf(state.source(page.sourceId), propertyId).id) ?? []) as string[]
      const asked = {
        start_cursor: query.get('start_cursor') ?? undefined,
        page_size: query.get('page_size') ?? undefined,
      }
      return paged(ids, asked, 'property_item', (one) => ({
        object: 'property_item',
        id: propertyId,
        type: 'relation',
        relation: { id: one },
      }))
    },
  ],
  [
    'PATCH',
    /^\/v1\/pages\/([^/]+)$/,
    ({ path: [id = ''], body, user }) => {
      const page = state.page(id)
      if (page.inTrash && body['in_trash'] !== false)
        throw invalid(
          "Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing page.",
        )
      setProperties(state, state.source(page.sourceId), page, body['properties'])
      if (typeof body['in_trash'] === 'boolean') page.inTrash = body['in_trash']
      state.touch(page, user)
      return ok(dressPage(state, page))
    },
  ],
  ['GET', /^\/v1\/users\/me$/, ({ user }) => ok(dressUser(state, user.id))],
  [
    'GET',
    /^\/v1\/users$/,
    ({ query }) =>
      paged(
        state.users,
        { start_cursor: query.get('start_cursor') ?? undefined, page_size: query.get('page_size') ?? undefined },
        'user',
        ({ id }) => dressUser(state, id),
      ),
  ],
  [
    'POST',
    /^\/v1\/search$/,
    ({ body }) => {
      const words = String(body['query'] ?? '').toLowerCase()
      const found = [...state.sources.values()].filter(
        ({ shared, title }) => shared && title.toLowerCase().includes(words),
      )
      return paged(found, body, 'page_or_data_source', dressSource)
    },
  ],
]

function createPage(state: NotionState, { body, user }: FakeRequest) {
  const parent = body['parent'] as { data_source_id?: string } | undefined
  if (parent?.data_source_id === undefined)
    throw invalid('body failed validation: body.parent.data_source_id should be defined')
  const source = state.source(parent.data_source_id)
  const at = state.now()
  const page: FakePage = {
    ...{ id: state.nextId(), sourceId: source.id, created: at, createdBy: user, edited: at, editedBy: user },
    ...{ inTrash: false, number: source.numbers + 1, values: new Map() },
  }
  setProperties(state, source, page, body['properties'])
  state.pages.set(page.id, page)
  try {
    if (body['children'] !== undefined) appendChildren(state, page.id, page.id, body['children'], 'end')
  } catch (error) {
    state.pages.delete(page.id)
    throw error
  }
  source.numbers++
  return ok(dressPage(state, page))
}

function updateSource(state: NotionState, { path: [id = ''], body }: FakeRequest) {
  const source = state.source(id)
  if (!state.maySchema) throw new Refusal(403, 'restricted_resource', 'Insufficient permissions for this endpoint.')
  for (const [key, given] of Object.entries(
    (body['properties'] ?? {}) as Record<string, Record<string, unknown> | null>,
  )) {
    const known = source.properties.find((one) => one.name === key || one.id === key)
    if (given === null) source.properties = source.properties.filter((one) => one !== known)
    else if (known && typeof given['name'] === 'string') known.name = given['name']
    else if (!known) {
      const [type] = Object.keys(given).filter((one) => one !== 'name')
      if (type === undefined) throw notFound('property', key)
      source.properties.push({ id: state.nextId().slice(0, 4), name: key, type })
    }
  }
  return ok(dressSource(source))
}
