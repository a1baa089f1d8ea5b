import { updateRoute } from '../../http/entity/index.ts'
import { tags } from './resource.ts'

export const updateTag = updateRoute(tags, { operationId: 'updateTag', command: 'tag.update' })
