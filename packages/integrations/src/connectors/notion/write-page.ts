import { asBegun } from '../../connector/begun.ts'
import type { Draft } from '../../connector/connector.ts'
import type { FieldValue, Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { markdownToBlocks } from './blocks/from-markdown.ts'
import { partsOf } from './blocks/request.ts'
import { plainRichText } from './blocks/rich-text.ts'
import { append, writeBody } from './body.ts'
import type { NotionContext } from './context.ts'
import { isKind, provider } from './failures.ts'
import { finishedMark, markerProperty, unfinishedMark } from './marker.ts'
import { findPage, markOf, pageId, readPage, wholePage } from './pages.ts'
import { bodyKey, hasDates, readProperties, writeProperties } from './properties.ts'
import { Anything, type WireDataSource, WirePage, WirePages } from './wire.ts'

const mark = (text: string) => ({ [markerProperty]: { rich_text: plainRichText(text) } })

/**
 * Nearly all pages are made in one request. One that is too big says so in its marker until all of it is there, so that nobody takes half
 * of it for the whole.
 */
export async function createPage(context: NotionContext, { containerId, fields, marker }: Draft): Promise<Item> {
  const source = await context.markedSource(containerId)
  const blocks = markdownToBlocks(String(fields[bodyKey] ?? ''))
  const [first = [], ...rest] = partsOf(blocks)
  const whole = rest.length === 0 && first.every(({ later }) => later.length === 0)
  const page = await withSchema(context, source, (known) =>
    context.client.write(WirePage, (notion) =>
      notion.pages.create({
        parent: { type: 'data_source_id', data_source_id: containerId },
        properties: {
          ...writeProperties(known, fields),
          ...mark(whole ? finishedMark(marker) : unfinishedMark(marker)),
        },
        ...(whole && first.length > 0 && { children: first.map(({ request }) => request) }),
      } as never),
    ),
  )
  try {
    if (blocks.length === 0) return await wholePage(context, page, [])
    if (whole) return await wholePage(context, page)
    await append(context.client, blocks, { parentId: page.id, id: null })
    await edit(context, page.id, mark(finishedMark(marker)))
    return need(await readPage(context, page.id), page.id)
  } catch (error) {
    throw asBegun(error)
  }
}

export async function updatePage(
  context: NotionContext,
  id: string,
  containerId: string,
  fields: Item['fields'],
  known: Item['fields'] = {},
): Promise<Item> {
  const { [bodyKey]: body, ...given } = fields
  // Dates stand beside what else is in their property, and lists beside what others have put there since.
  const changes = Object.keys(given).some((key) => Array.isArray(known[key]))
  const now = hasDates(given) || changes ? need(await findPage(context, id), id) : null
  const others = now && changes ? withOthers(given, known, readProperties(now)) : given
  const written = await withSchema(context, await context.source(containerId), async (schema) => {
    const properties = writeProperties(schema, others, now?.properties)
    return Object.keys(properties).length > 0 ? edit(context, id, properties) : null
  })
  if (body !== undefined) {
    if (written === null) need(await findPage(context, id), id)
    await writeBody(context.client, id, String(body ?? ''))
  }
  // The body has moved the time of its last change.
  if (body !== undefined || written === null) return need(await readPage(context, id), id)
  return wholePage(context, written)
}

/** Notion takes lists whole: what was put there since it was read stays in them, and what was taken away does not come back. */
function withOthers(given: Item['fields'], known: Item['fields'], now: Item['fields']): Item['fields'] {
  const merged = (key: string, wanted: FieldValue): FieldValue => {
    const [before, there] = [known[key], now[key]]
    if (!Array.isArray(wanted) || !Array.isArray(before) || !Array.isArray(there)) return wanted
    const kept = there.filter((one) => wanted.includes(one) || !before.includes(one))
    return [...kept, ...wanted.filter((one) => !before.includes(one) && !kept.includes(one))]
  }
  return Object.fromEntries(Object.entries(given).map(([key, wanted]) => [key, merged(key, wanted)]))
}

/** Notion refuses in words only to change what is in the trash. */
async function edit(context: NotionContext, id: string, properties: Record<string, unknown>): Promise<WirePage> {
  try {
    return await context.client.write(WirePage, (notion) =>
      notion.pages.update({ page_id: pageId(id), properties } as never),
    )
  } catch (error) {
    if (isKind(error, 'invalid')) need(await findPage(context, id), id)
    throw error
  }
}

/** Properties go by their names: what is refused may be called otherwise by now. Nothing was written then. */
async function withSchema<T>(
  context: NotionContext,
  source: WireDataSource,
  write: (known: WireDataSource) => Promise<T>,
): Promise<T> {
  try {
    return await write(source)
  } catch (error) {
    if (!isKind(error, 'invalid')) throw error
    const fresh = await context.freshSource(source.id)
    if (JSON.stringify(namesOf(fresh)) === JSON.stringify(namesOf(source))) throw error
    return write(source.properties[markerProperty] ? await context.markedSource(source.id) : fresh)
  }
}

const namesOf = ({ properties }: WireDataSource) =>
  Object.values(properties).map(({ id, name, type }) => [id, name, type])

/** To the trash, from which Notion lets it be taken again. */
export async function removePage(context: NotionContext, id: string): Promise<void> {
  const body = { page_id: pageId(id), in_trash: true }
  await context.client
    .write(Anything, (notion) => notion.pages.update(body as never))
    .catch(async (error: unknown) => {
      // It is there already, or in a page that is.
      if (!isKind(error, 'not_found', 'invalid') || (await findPage(context, id)) !== null) throw error
    })
}

/** One that was not finished is thrown away, for its maker does not know how much of it is there. */
export async function findMarked(context: NotionContext, containerId: string, marker: string): Promise<Item | null> {
  const known = (await context.source(containerId)).properties[markerProperty]
  if (!known && !(await context.freshSource(containerId)).properties[markerProperty]) return null
  const { results } = await context.client.read(WirePages, (notion) =>
    notion.dataSources.query({
      data_source_id: containerId,
      filter: { property: markerProperty, rich_text: { starts_with: marker } },
      sorts: [{ timestamp: 'created_time', direction: 'ascending' }],
      page_size: 100,
    } as never),
  )
  const marked = results.filter((page) => !page.in_trash && markOf(page).marker === marker)
  for (const page of marked) if (!markOf(page).finished) await removePage(context, page.id)
  // A copy that somebody made of it has its marker, too: it is the younger.
  const found = marked.find((page) => markOf(page).finished)
  return found ? wholePage(context, found) : null
}

export function need<T>(item: T | null, id: string): T {
  if (item !== null) return item
  throw new ProviderError(provider, 'not_found', `page ${id} is gone`, { status: 404 })
}
