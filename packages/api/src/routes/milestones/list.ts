import { Id } from '@orchestrator/domain'
import { milestoneConditions, milestonesByRank } from '@orchestrator/store'
import * as z from 'zod'
import { byCreation, listRoute } from '../../http/entity/index.ts'
import { milestones } from './resource.ts'

export const listMilestones = listRoute(milestones, {
  operationId: 'listMilestones',
  description: 'The default order is `rank`: by project, then by the rank that people gave.',
  filters: { projectId: Id.optional(), reached: z.enum(['true', 'false']).optional() },
  sorts: { rank: milestonesByRank, ...byCreation },
  where: ({ reached, ...filter }) =>
    milestoneConditions({ ...filter, reached: reached === undefined ? undefined : reached === 'true' }),
})
