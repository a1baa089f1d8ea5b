import { updateRoute } from '../../http/entity/index.ts'
import { tags } from './resource.ts'

export const updateTag = updateRoute(tags, {
  operationId: 'updateTag',
  command: 'tag.update',
  bodyExample: { color: '#2b8a3e' },
})
