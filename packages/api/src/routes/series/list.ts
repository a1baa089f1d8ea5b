import { Id, SeriesStatus } from '@orchestrator/domain'
import { byCreation, byText, equals, listRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const listSeries = listRoute(series, {
  operationId: 'listSeries',
  filters: { projectId: Id.optional(), status: SeriesStatus.optional() },
  sorts: { ...byCreation, ...byText('name', 'name') },
  where: ({ projectId, status }) => equals(['project_id', projectId], ['status', status, 'text']),
})
