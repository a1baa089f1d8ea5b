import { deleteRoute } from '../../http/entity/index.ts'
import { tags } from './resource.ts'

export const deleteTag = deleteRoute(tags, { operationId: 'deleteTag', command: 'tag.delete' })
