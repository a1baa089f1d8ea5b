import { deleteRoute } from '../../http/entity-routes.ts'
import { tags } from './resource.ts'

export const deleteTag = deleteRoute(tags, { operationId: 'deleteTag', command: 'tag.delete' })
