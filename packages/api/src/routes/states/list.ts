import { StatusCategory } from '@orchestrator/domain'
import { equals, listRoute } from '../../http/entity/index.ts'
import { states } from './resource.ts'

export const listStates = listRoute(states, {
  operationId: 'listStates',
  filters: { category: StatusCategory.optional() },
  sorts: {
    position: {
      columns: [
        { expression: 't.position', type: 'int', field: 'position' },
        { expression: 't.id', type: 'uuid', field: 'id' },
      ],
      descending: false,
    },
  },
  where: ({ category }) => equals(['category', category, 'text']),
})
