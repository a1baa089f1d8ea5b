import { verbRoute } from '../../http/entity/index.ts'
import { milestones } from './resource.ts'

export const reopenMilestone = verbRoute(milestones, {
  operationId: 'reopenMilestone',
  command: 'milestone.reopen',
  verb: 'reopen',
})
