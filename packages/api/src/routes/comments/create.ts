import { createRoute } from '../../http/entity/index.ts'
import { comments } from './resource.ts'

export const createComment = createRoute(comments, {
  operationId: 'createComment',
  command: 'comment.create',
  bodyExample: { taskId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74', body: 'Looks good to me.' },
})
