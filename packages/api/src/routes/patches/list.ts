import { Id, PatchStatus } from '@orchestrator/domain'
import { patchConditions } from '@orchestrator/store'
import * as z from 'zod'
import { byCreation, listOf, listRoute } from '../../http/entity/index.ts'
import { patches } from './resource.ts'

export const listPatches = listRoute(patches, {
  operationId: 'listPatches',
  filters: {
    status: listOf(PatchStatus, 'proposed,partly_accepted'),
    projectId: Id.optional(),
    agent: z.string().min(1).max(200).optional().meta({ description: 'of this agent, as its patches name it' }),
    memberId: Id.optional().meta({ description: 'proposed by this member, or by what acts for them' }),
    runId: Id.optional().meta({ description: 'made by this run' }),
    taskId: Id.optional().meta({ description: 'that would change this task, or add to it' }),
  },
  sorts: byCreation,
  where: ({ taskId, ...filter }) => patchConditions({ ...filter, targetId: taskId }),
})
