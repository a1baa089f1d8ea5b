import { verbRoute } from '../../http/entity/index.ts'
import { milestones } from './resource.ts'

export const completeMilestone = verbRoute(milestones, {
  operationId: 'completeMilestone',
  command: 'milestone.complete',
  verb: 'complete',
})
