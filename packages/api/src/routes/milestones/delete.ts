import { deleteRoute } from '../../http/entity/index.ts'
import { milestones } from './resource.ts'

export const deleteMilestone = deleteRoute(milestones, { operationId: 'deleteMilestone', command: 'milestone.delete' })
