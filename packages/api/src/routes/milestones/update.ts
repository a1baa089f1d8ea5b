import { updateRoute } from '../../http/entity/index.ts'
import { milestones } from './resource.ts'

export const updateMilestone = updateRoute(milestones, {
  operationId: 'updateMilestone',
  command: 'milestone.update',
  bodyExample: { targetDate: '2026-04-24' },
})
