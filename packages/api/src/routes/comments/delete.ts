import { deleteRoute } from '../../http/entity/index.ts'
import { comments } from './resource.ts'

export const deleteComment = deleteRoute(comments, { operationId: 'deleteComment', command: 'comment.delete' })
