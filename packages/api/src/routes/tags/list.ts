import { TagName } from '@orchestrator/domain'
import { byCreation, byText, equals, listRoute } from '../../http/entity/index.ts'
import { tags } from './resource.ts'

export const listTags = listRoute(tags, {
  operationId: 'listTags',
  filters: { name: TagName.optional() },
  sorts: { ...byText('name', 'name'), ...byCreation },
  where: ({ name }) => equals(['name', name, 'text']),
})
