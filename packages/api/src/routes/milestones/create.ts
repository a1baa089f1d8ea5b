import { createRoute } from '../../http/entity/index.ts'
import { milestones } from './resource.ts'

export const createMilestone = createRoute(milestones, {
  operationId: 'createMilestone',
  command: 'milestone.create',
  bodyExample: { projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74', name: 'Beta', targetDate: '2026-04-17' },
})
