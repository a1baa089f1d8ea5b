import { createRoute } from '../../http/entity/index.ts'
import { tags } from './resource.ts'

export const createTag = createRoute(tags, {
  operationId: 'createTag',
  command: 'tag.create',
  bodyExample: { name: 'review', color: '#2f6fed' },
})
