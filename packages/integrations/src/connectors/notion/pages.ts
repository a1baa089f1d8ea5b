import type { Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { ifReadable } from '../../text/if-readable.ts'
import type { Block } from './blocks/block.ts'
import { blocksToMarkdown } from './blocks/to-markdown.ts'
import { readBlocks } from './body.ts'
import type { NotionContext } from './context.ts'
import { orNull, provider } from './failures.ts'
import { markerProperty, readMark } from './marker.ts'
import { bodyKey, keyOf, readProperties } from './properties.ts'
import { plainOf, RichText, toUser, WirePage, type WireProperty, WirePropertyItems } from './wire.ts'

export const markOf = ({ properties }: WirePage) =>
  readMark(plainOf(RichText.safeParse(properties[markerProperty]?.['rich_text']).data ?? []))

/** @param blocks of its body; null: they were not read */
export function pageItem(page: WirePage, blocks: readonly Block[] | null): Item {
  const { parent } = page
  const body = blocks === null ? {} : ifReadable(bodyKey, () => blocksToMarkdown(blocks))
  return {
    ...{ type: 'page', id: page.id, key: keyOf(page), url: page.url ?? null, on: null },
    containerId: parent.data_source_id ?? parent.database_id ?? parent.page_id ?? parent.block_id ?? parent.type,
    ...{ version: page.last_edited_time, createdAt: page.created_time, updatedAt: page.last_edited_time },
    author: page.created_by ? toUser(page.created_by) : null,
    marker: markOf(page).marker,
    fields: { ...readProperties(page), ...body },
  }
}

/** With its body, and with all that it relates to: Notion tells the first twenty-five at once. */
export async function wholePage(context: NotionContext, page: WirePage, blocks?: readonly Block[]): Promise<Item> {
  const properties = { ...page.properties }
  for (const [name, property] of Object.entries(properties)) {
    if (property.type === 'relation' && property['has_more'] === true)
      properties[name] = { ...property, relation: await relations(context, page.id, property) }
  }
  return pageItem({ ...page, properties }, blocks ?? (await readBlocks(context.client, page.id)))
}

async function relations({ client }: NotionContext, pageId: string, { id }: WireProperty): Promise<{ id: string }[]> {
  const found: { id: string }[] = []
  for (let cursor: string | null | undefined = null; ; ) {
    const page: { results: { relation?: { id: string } | undefined }[]; next_cursor?: string | null | undefined } =
      await client.read(WirePropertyItems, (notion) =>
        notion.pages.properties.retrieve({
          page_id: pageId,
          property_id: id,
          page_size: 100,
          ...(cursor && { start_cursor: cursor }),
        }),
      )
    found.push(...page.results.flatMap(({ relation }) => relation ?? []))
    cursor = page.next_cursor
    if (!cursor) return found
  }
}

/** null: it is gone, also to the trash, or not to be seen. */
export async function findPage({ client }: NotionContext, id: string): Promise<WirePage | null> {
  const page = await orNull(client.read(WirePage, (notion) => notion.pages.retrieve({ page_id: pageId(id) })))
  return page === null || page.in_trash ? null : page
}

export async function readPage(context: NotionContext, id: string): Promise<Item | null> {
  const page = await findPage(context, id)
  return page ? wholePage(context, page) : null
}

/** The id becomes part of an address. */
export function pageId(id: string): string {
  if (/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(id)) return id
  throw new ProviderError(provider, 'invalid', `${JSON.stringify(id)} is not an id of Notion`)
}
