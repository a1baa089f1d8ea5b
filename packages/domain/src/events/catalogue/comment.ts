import { Comment } from '../../entities/comment.ts'
import { changed, event } from './event.ts'

export const commentEvents = {
  'comment.created': event('comment.created', { comment: Comment }),
  'comment.updated': event('comment.updated', { comment: Comment, ...changed }),
  'comment.deleted': event('comment.deleted', { comment: Comment }),
}
