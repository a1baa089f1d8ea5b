import { type FakeAnswer, invalid, notFound, ok, paged, type Route } from './answer.ts'
import { joined, richText } from './rich-text.ts'
import { dashed, type FakeBlock, minute, type NotionState } from './state.ts'

const texts = [
  ...['paragraph', 'heading_1', 'heading_2', 'heading_3', 'heading_4', 'bulleted_list_item', 'numbered_list_item'],
  ...['to_do', 'toggle', 'quote', 'callout', 'code'],
]
const parents = [
  ...['paragraph', 'heading_1', 'heading_2', 'heading_3', 'heading_4', 'bulleted_list_item', 'numbered_list_item'],
  ...['to_do', 'toggle', 'quote', 'callout', 'table', 'column_list', 'column', 'synced_block'],
]
const others = [
  'divider',
  'table',
  'table_row',
  'image',
  'equation',
  'bookmark',
  'embed',
  'column_list',
  'column',
  'synced_block',
  'table_of_contents',
]
const more: Readonly<Record<string, readonly string[]>> = {
  ...{ to_do: ['checked'], code: ['language', 'caption'], callout: ['icon'], numbered_list_item: ['list_start_index'] },
  ...{
    heading_1: ['is_toggleable'],
    heading_2: ['is_toggleable'],
    heading_3: ['is_toggleable'],
    heading_4: ['is_toggleable'],
  },
}

interface Given {
  readonly type?: string
  readonly [type: string]: unknown
}

function contentOf(
  state: NotionState,
  type: string,
  given: Record<string, unknown>,
  where: string,
): Record<string, unknown> {
  const { children: _children, ...content } = given
  if (texts.includes(type)) {
    const known = ['rich_text', 'color', ...(more[type] ?? [])]
    const wrong = Object.keys(content).find((key) => !known.includes(key))
    if (wrong) throw invalid(`body failed validation: ${where}.${type}.${wrong} should be not present`)
    return { ...content, rich_text: joined(richText(state, content['rich_text'], `${where}.${type}.rich_text`)) }
  }
  if (type === 'table_row') {
    const cells = content['cells'] as unknown[]
    return { cells: cells.map((cell, n) => joined(richText(state, cell, `${where}.table_row.cells[${n}]`))) }
  }
  if (type === 'image') {
    const url = (content['external'] as { url?: unknown } | undefined)?.url
    if (typeof url !== 'string' || !/^https?:\/\/\S+$/.test(url))
      throw invalid(`body failed validation: ${where}.image.external should be defined`)
    return { ...content, caption: joined(richText(state, content['caption'] ?? [], `${where}.image.caption`)) }
  }
  return content
}

let count = 0

/** @param place where among the others: at an index, or at the end */
export function appendChildren(
  state: NotionState,
  pageId: string,
  parentId: string,
  given: unknown,
  place: number | 'end',
  depth = 0,
): FakeBlock[] {
  if (depth === 0) count = 0
  if (!Array.isArray(given) || given.length === 0)
    throw invalid('body failed validation: body.children should be a list that is not empty')
  if (given.length > 100)
    throw invalid(`body failed validation: body.children.length should be ≤ \`100\`, instead was \`${given.length}\`.`)
  if (depth > 2) throw invalid('body failed validation: children nested deeper than two levels should be not present')
  count += given.length
  if (count > 1_000) throw invalid('body failed validation: a request has at most 1000 blocks')
  const parent = state.blocks.get(parentId)
  if (parent && !parents.includes(parent.type)) throw invalid(`Block type ${parent.type} does not support children.`)
  const made = (given as Given[]).map((one, n): FakeBlock => {
    const type = one.type ?? Object.keys(one)[0] ?? ''
    const where = `body.children[${n}]`
    if (!texts.includes(type) && !others.includes(type))
      throw invalid(`body failed validation: ${where}.${type} should be defined`)
    if ((type === 'table_row') !== (parent?.type === 'table'))
      throw invalid('a table holds rows, and rows are in a table')
    const content = (one[type] ?? {}) as Record<string, unknown>
    const block = {
      id: state.nextId(),
      pageId,
      parentId,
      type,
      content: contentOf(state, type, content, where),
      inTrash: false,
    }
    if (type === 'table' && !Array.isArray(content['children']))
      throw invalid(`body failed validation: ${where}.table.children should be defined`)
    state.blocks.set(block.id, block)
    if (content['children'] !== undefined)
      appendChildren(state, pageId, block.id, content['children'], 'end', depth + 1)
    return block
  })
  if (
    parent?.type === 'table' &&
    made.some(({ content }) => (content['cells'] as unknown[]).length !== parent.content['table_width'])
  )
    throw invalid('Number of cells in table row must match the table width')
  const list = state.children.get(parentId) ?? []
  list.splice(place === 'end' ? list.length : place, 0, ...made.map(({ id }) => id))
  state.children.set(parentId, list)
  return made
}

export function dressBlock(state: NotionState, block: FakeBlock): unknown {
  const page = state.pages.get(block.pageId)
  const parent =
    block.parentId === block.pageId
      ? { type: 'page_id', page_id: block.pageId }
      : { type: 'block_id', block_id: block.parentId }
  return {
    ...{ object: 'block', id: block.id, type: block.type, parent, in_trash: block.inTrash },
    ...{ created_time: minute(page?.created ?? 0), last_edited_time: minute(page?.edited ?? 0) },
    has_children: (state.children.get(block.id) ?? []).length > 0,
    [block.type]: block.content,
  }
}

export function blockOf(state: NotionState, id: string): FakeBlock {
  const found = state.blocks.get(dashed(id))
  if (!found) throw notFound('block', id)
  state.page(found.pageId)
  return found
}

function editable(state: NotionState, id: string): FakeBlock {
  const block = blockOf(state, id)
  if (block.inTrash || state.page(block.pageId).inTrash)
    throw invalid("Can't edit block that is archived. You must unarchive the block before editing.")
  return block
}

export const blockRoutes = (state: NotionState): readonly Route[] => [
  [
    'GET',
    /^\/v1\/blocks\/([^/]+)\/children$/,
    ({ path: [id = ''], query }) => {
      state.pageOf(id)
      const below = (state.children.get(dashed(id)) ?? []).map((one) => blockOf(state, one))
      const asked = {
        start_cursor: query.get('start_cursor') ?? undefined,
        page_size: query.get('page_size') ?? undefined,
      }
      return paged(below, asked, 'block', (block) => dressBlock(state, block))
    },
  ],
  [
    'PATCH',
    /^\/v1\/blocks\/([^/]+)\/children$/,
    ({ path: [id = ''], body, user }): FakeAnswer => {
      const parentId = dashed(id)
      const page = state.pageOf(parentId)
      if (page.inTrash) throw invalid("Can't edit block that is archived. You must unarchive the block before editing.")
      if (body['after'] !== undefined) throw invalid('body failed validation: body.after should be not present')
      const position = (body['position'] ?? { type: 'end' }) as { type: string; after_block?: { id: string } }
      const list = state.children.get(parentId) ?? []
      const after = list.indexOf(dashed(position.after_block?.id ?? ''))
      if (position.type === 'after_block' && after < 0)
        throw invalid('The block to append after is not a child of the parent.')
      const place = position.type === 'start' ? 0 : position.type === 'after_block' ? after + 1 : 'end'
      const made = appendChildren(state, page.id, parentId, body['children'], place)
      state.touch(page, user)
      return ok({
        object: 'list',
        type: 'block',
        block: {},
        results: made.map((one) => dressBlock(state, one)),
        next_cursor: null,
        has_more: false,
      })
    },
  ],
  ['GET', /^\/v1\/blocks\/([^/]+)$/, ({ path: [id = ''] }) => ok(dressBlock(state, blockOf(state, id)))],
  [
    'PATCH',
    /^\/v1\/blocks\/([^/]+)$/,
    ({ path: [id = ''], body, user }) => {
      const block = editable(state, id)
      const given = body[block.type] as Record<string, unknown> | undefined
      if (given === undefined) throw invalid(`body failed validation: body.${block.type} should be defined`)
      const told = texts.includes(block.type) ? { rich_text: block.content['rich_text'], ...given } : given
      block.content = { ...block.content, ...contentOf(state, block.type, told, 'body') }
      state.touch(state.page(block.pageId), user)
      return ok(dressBlock(state, block))
    },
  ],
  [
    'DELETE',
    /^\/v1\/blocks\/([^/]+)$/,
    ({ path: [id = ''], user }) => {
      const block = editable(state, id)
      block.inTrash = true
      const list = state.children.get(block.parentId) ?? []
      state.children.set(
        block.parentId,
        list.filter((one) => one !== block.id),
      )
      state.touch(state.page(block.pageId), user)
      return ok(dressBlock(state, block))
    },
  ],
]
