import { createRoute } from '../../http/entity-routes.ts'
import { tags } from './resource.ts'

export const createTag = createRoute(tags, { operationId: 'createTag', command: 'tag.create', bodyExample: { name: 'review', color: '#2f6fed' } })
