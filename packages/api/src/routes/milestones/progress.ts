import { AppError, MilestoneProgress } from '@orchestrator/domain'
import { getMilestoneProgress as readProgress } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'

export const getMilestoneProgress = defineRoute({
  method: 'get',
  path: '/v1/milestones/{id}/progress',
  operationId: 'getMilestoneProgress',
  tag: 'Milestones',
  summary: 'How far a milestone’s tasks have come',
  description:
    'All tasks of the milestone that are not canceled, as a number and as the sums of their estimates, and what of it is in a state of the category started or completed.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The progress', schema: MilestoneProgress },
  problems: [404],
  async handle({ api, c, workspaceId, params }) {
    const progress = await read(api, workspaceId, (tx) => readProgress(tx, workspaceId, params.id))
    if (!progress) throw new AppError('not_found', `there is no milestone ${params.id}`)
    return c.json(progress)
  },
})
