import { invalid, notFound, ok, paged, type Route } from './answer.ts'
import { blockOf } from './block-routes.ts'
import { joined, richText } from './rich-text.ts'
import { dashed, type FakeComment, type FakeUser, minute, type NotionState } from './state.ts'

const dress = (comment: FakeComment): unknown => ({
  ...{ object: 'comment', id: comment.id, discussion_id: comment.id },
  parent: comment.blockId
    ? { type: 'block_id', block_id: comment.blockId }
    : { type: 'page_id', page_id: comment.pageId },
  ...{ created_time: minute(comment.created), last_edited_time: minute(comment.edited) },
  ...{ created_by: { object: 'user', id: comment.by.id }, rich_text: comment.text },
  display_name: { type: 'integration', resolved_name: comment.by.name },
})

function find(state: NotionState, id: string): FakeComment {
  const found = state.comments.get(dashed(id))
  if (!found || state.page(found.pageId).inTrash) throw notFound('comment', id)
  return found
}

/** A connection changes its own comments alone; others are not there for it. */
function own(state: NotionState, id: string, user: FakeUser): FakeComment {
  const found = find(state, id)
  if (user.type === 'bot' && found.by.id !== user.id) throw notFound('comment', id)
  return found
}

export const commentRoutes = (state: NotionState): readonly Route[] => [
  [
    'GET',
    /^\/v1\/comments$/,
    ({ query }) => {
      const id = dashed(query.get('block_id') ?? '')
      const page = state.pageOf(id)
      const found = [...state.comments.values()].filter(
        (one) => one.pageId === page.id && (one.blockId ?? page.id) === id && !page.inTrash,
      )
      const asked = {
        start_cursor: query.get('start_cursor') ?? undefined,
        page_size: query.get('page_size') ?? undefined,
      }
      return paged(found, asked, 'comment', dress)
    },
  ],
  ['GET', /^\/v1\/comments\/([^/]+)$/, ({ path: [id = ''] }) => ok(dress(find(state, id)))],
  [
    'POST',
    /^\/v1\/comments$/,
    ({ body, user }) => {
      const { page_id: pageId, block_id: blockId } = (body['parent'] ?? {}) as { page_id?: string; block_id?: string }
      const page = blockId ? state.page(blockOf(state, blockId).pageId) : state.page(pageId ?? '')
      if (page.inTrash) throw notFound('page', page.id)
      const text = joined(richText(state, body['rich_text'], 'body.rich_text'))
      if (text.length === 0) throw invalid('body failed validation: body.rich_text.length should be ≥ `1`')
      const at = state.now()
      // A comment changes no page.
      const comment = {
        id: state.nextId(),
        pageId: page.id,
        blockId: blockId ?? null,
        created: at,
        by: user,
        edited: at,
        text,
      }
      state.comments.set(comment.id, comment)
      return ok(dress(comment))
    },
  ],
  [
    'PATCH',
    /^\/v1\/comments\/([^/]+)$/,
    ({ path: [id = ''], body, user }) => {
      const comment = own(state, id, user)
      comment.text = joined(richText(state, body['rich_text'], 'body.rich_text'))
      comment.edited = state.now()
      return ok(dress(comment))
    },
  ],
  [
    'DELETE',
    /^\/v1\/comments\/([^/]+)$/,
    ({ path: [id = ''], user }) => {
      const comment = own(state, id, user)
      state.comments.delete(comment.id)
      return ok(dress(comment))
    },
  ],
]
