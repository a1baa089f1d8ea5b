import { updateRoute } from '../../http/entity/index.ts'
import { comments } from './resource.ts'

export const updateComment = updateRoute(comments, {
  operationId: 'updateComment',
  command: 'comment.update',
  bodyExample: { body: 'Done in the last paragraph.' },
})
