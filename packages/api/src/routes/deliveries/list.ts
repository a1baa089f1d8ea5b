import { byCreation, listRoute } from '../../http/entity/index.ts'
import { deliveries, deliveryFilters, whereDeliveries } from './resource.ts'

const { createdAt, '-createdAt': newest } = byCreation

export const listDeliveries = listRoute(deliveries, {
  operationId: 'listDeliveries',
  summary: 'List what was sent to other services, newest first',
  filters: deliveryFilters,
  sorts: { '-createdAt': newest as NonNullable<typeof newest>, createdAt: createdAt as NonNullable<typeof createdAt> },
  where: whereDeliveries,
})
