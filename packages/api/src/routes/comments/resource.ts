import { Comment } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const comments: Resource = {
  path: '/v1/comments',
  tag: 'Comments',
  kind: 'comment',
  schema: Comment,
  noun: 'comment',
}
