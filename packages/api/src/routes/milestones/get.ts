import { getRoute } from '../../http/entity/index.ts'
import { milestones } from './resource.ts'

export const getMilestone = getRoute(milestones, { operationId: 'getMilestone' })
