import * as z from 'zod'
import type { Draft, Page, Session } from '../../connector/connector.ts'
import type { Item, ItemRef } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { commentText, readComment } from './comment-text.ts'
import type { NotionContext } from './context.ts'
import { isKind, orNull, provider } from './failures.ts'
import { pageId } from './pages.ts'
import { eachAtOnce } from './pull.ts'
import { isNew, Seen, withSeen } from './seen.ts'
import { Anything, toUser, WireComment, WireComments, WirePages, WireParented } from './wire.ts'

export function commentItem(comment: WireComment, onPageId: string, containerId: string): Item {
  const { body, marker } = readComment(comment.rich_text)
  return {
    ...{ type: 'comment', id: comment.id, key: null, url: null, containerId, on: { type: 'page', id: onPageId } },
    ...{ version: comment.last_edited_time, createdAt: comment.created_time, updatedAt: comment.last_edited_time },
    author: comment.created_by ? toUser(comment.created_by) : null,
    marker,
    fields: { body },
  }
}

async function listComments({ client }: NotionContext, onPageId: string): Promise<WireComment[]> {
  const found: WireComment[] = []
  for (let cursor: string | null | undefined = null; ; ) {
    const page: z.infer<typeof WireComments> = await client.read(WireComments, (notion) =>
      notion.comments.list({ block_id: pageId(onPageId), page_size: 100, ...(cursor && { start_cursor: cursor }) }),
    )
    found.push(...page.results)
    cursor = page.has_more ? page.next_cursor : null
    if (!cursor) return found
  }
}

const find = ({ client }: NotionContext, id: string): Promise<WireComment | null> =>
  orNull(client.read(WireComment, (notion) => notion.comments.retrieve({ comment_id: pageId(id) })))

/** A comment on some text of a page is on a block; the page is somewhere above it. */
async function pageOf({ client }: NotionContext, { parent }: WireComment): Promise<string | null> {
  let at = parent
  for (let step = 0; step < 30; step++) {
    if (at.page_id !== undefined) return at.page_id
    const blockId = at.block_id
    if (blockId === undefined) return null
    const above = await orNull(client.read(WireParented, (notion) => notion.blocks.retrieve({ block_id: blockId })))
    if (above === null) return null
    at = above.parent
  }
  return null
}

export async function getComment(context: NotionContext, id: string, containerId: string): Promise<Item | null> {
  const comment = await find(context, id)
  const on = comment && (await pageOf(context, comment))
  return comment && on ? commentItem(comment, on, containerId) : null
}

export async function createComment(context: NotionContext, { on, containerId, fields, marker }: Draft): Promise<Item> {
  if (on === null) throw new ProviderError(provider, 'invalid', 'a comment is on a page')
  const body = { parent: { page_id: pageId(on.id) }, rich_text: commentText(String(fields['body'] ?? ''), marker) }
  const made = await context.client.write(WireComment, (notion) => notion.comments.create(body as never))
  return commentItem(made, on.id, containerId)
}

export async function updateComment(
  context: NotionContext,
  id: string,
  containerId: string,
  fields: Item['fields'],
): Promise<Item> {
  const now = await getComment(context, id, containerId)
  if (now === null || now.on === null)
    throw new ProviderError(provider, 'not_found', 'the comment is gone', { status: 404 })
  const body = { comment_id: id, rich_text: commentText(String(fields['body'] ?? ''), now.marker) }
  const told = await context.client
    .write(WireComment, (notion) => notion.comments.update(body as never))
    .catch((error: unknown) => explain(context, id, error))
  return commentItem(told, now.on.id, containerId)
}

export async function removeComment(context: NotionContext, id: string): Promise<void> {
  await context.client
    .write(Anything, (notion) => notion.comments.delete({ comment_id: pageId(id) }))
    .catch((error: unknown) => (isKind(error, 'not_found') ? notIfThere(context, id) : Promise.reject(error)))
}

/** Notion says of comments of others that they are not there. */
async function notIfThere(context: NotionContext, id: string): Promise<void> {
  if (await find(context, id))
    throw new ProviderError(provider, 'forbidden', 'Notion lets a connection change only its own comments', {
      status: 404,
    })
}

async function explain(context: NotionContext, id: string, error: unknown): Promise<never> {
  if (isKind(error, 'not_found')) await notIfThere(context, id)
  throw error
}

export async function findComment(
  context: NotionContext,
  on: ItemRef | null,
  containerId: string,
  marker: string,
): Promise<Item | null> {
  if (on === null) throw new ProviderError(provider, 'invalid', 'a comment is on a page')
  const found = (await listComments(context, on.id)).find((one) => readComment(one.rich_text).marker === marker)
  return found ? commentItem(found, on.id, containerId) : null
}

/**
 * Notion has no list of the comments of a data source, and a comment does not change its page. So the pages are gone through, a slice with
 * each look, again and again; webhooks tell at once. token: where it is. since: when the round before began, from which on they are new.
 */
const Cursor = z.object({
  token: z.string().nullable(),
  begun: z.string(),
  since: z.string().nullable(),
  whole: z.boolean(),
  seen: Seen,
})
type Cursor = z.infer<typeof Cursor>

const pagesAtOnce = 20
const overlapMs = 300_000

export async function pullComments(context: NotionContext, query: Parameters<Session['pull']>[0]): Promise<Page> {
  const { containerId, since = null } = query
  const now = new Date().toISOString()
  const start: Cursor = { token: null, begun: now, since, whole: since === null, seen: {} }
  const { token, begun, since: from, whole, seen } = Cursor.safeParse(query.cursor).data ?? start
  const pages = await pagesFrom(context, containerId, token)
  const lists = await eachAtOnce(pages.results, async ({ id }) => {
    const comments = (await orNull(listComments(context, id))) ?? []
    return comments.map((comment) => commentItem(comment, id, containerId))
  })
  const edge = from === null ? null : new Date(Date.parse(from) - overlapMs).toISOString()
  const young = lists.flat().filter(({ updatedAt }) => edge === null || updatedAt >= edge)
  const items = young
    .filter((item) => isNew(seen, item))
    .sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : 0))
  const goesOn = pages.has_more && pages.next_cursor ? pages.next_cursor : null
  // Another round begins when all pages were seen; in the first one all of them are asked for at once.
  const next = goesOn
    ? { token: goesOn, begun, since: from, whole }
    : { token: null, begun: now, since: begun, whole: false }
  const known = withSeen(seen, young, new Date(Date.parse(next.since ?? begun) - 2 * overlapMs).toISOString())
  return { items, gone: [], cursor: { ...next, seen: known } satisfies Cursor, more: whole && goesOn !== null }
}

async function pagesFrom({ client }: NotionContext, containerId: string, token: string | null) {
  const ask = (cursor: string | null) =>
    client.read(WirePages, (notion) =>
      notion.dataSources.query({
        ...{ data_source_id: containerId, page_size: pagesAtOnce, result_type: 'page' },
        sorts: [{ timestamp: 'created_time', direction: 'ascending' }],
        ...(cursor !== null && { start_cursor: cursor }),
      } as never),
    )
  try {
    return await ask(token)
  } catch (error) {
    // Cursors do not last: the round begins anew.
    if (token === null || !isKind(error, 'invalid')) throw error
    return ask(null)
  }
}
