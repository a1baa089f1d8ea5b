import { createComment, deleteComment } from '../../commands/comment/commands.ts'
import { quoted } from '../in-words.ts'
import { makes, removes } from './definition.ts'

export const createCommentOperation = makes(createComment, {
  kind: 'comment',
  undoneBy: 'comment.delete',
  into: { kind: 'task', field: 'taskId' },
  summary: ({ body }) => `Comment ${quoted(body)}`,
})

export const deleteCommentOperation = removes(deleteComment, createCommentOperation, {
  words: 'Delete the comment',
  // A comment cannot come back under its id: it is said again.
  inverse: (_data, before) => ({ command: 'comment.create', data: before }),
})
