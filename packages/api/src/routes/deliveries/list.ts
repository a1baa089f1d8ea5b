import { byCreation, listRoute } from '../../http/entity/index.ts'
import { deliveries, deliveryFilters, whereDeliveries } from './resource.ts'
import { visibleDelivery } from './visible.ts'

const { createdAt, '-createdAt': newest } = byCreation

export const listDeliveries = listRoute(deliveries, {
  operationId: 'listDeliveries',
  summary: 'List what was sent to other services, newest first',
  description: 'Addresses come without their query unless you have the permission integration.manage.',
  filters: deliveryFilters,
  sorts: { '-createdAt': newest as NonNullable<typeof newest>, createdAt: createdAt as NonNullable<typeof createdAt> },
  where: whereDeliveries,
  visible: (page, { identity }) => page.map((delivery) => visibleDelivery(delivery, identity)),
})
