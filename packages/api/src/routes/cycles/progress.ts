import { AppError, CycleProgress } from '@orchestrator/domain'
import { getCycleProgress as readProgress } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'

export const getCycleProgress = defineRoute({
  method: 'get',
  path: '/v1/cycles/{id}/progress',
  operationId: 'getCycleProgress',
  tag: 'Cycles',
  summary: 'How a cycle’s scope and work came along, day by day',
  description:
    'Out of the log. At the end of each day (of the workspace’s time zone): `scope` is all that is in the cycle and not canceled, `started` and `completed` what of it is in a state of that category; each as a number of tasks and as the sums of their estimates. A burndown is `scope − completed`. What a completed cycle came to is counted before its unfinished tasks were carried over.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The progress', schema: CycleProgress },
  problems: [404],
  async handle({ api, c, workspaceId, params }) {
    const progress = await read(api, workspaceId, (tx) => readProgress(tx, workspaceId, params.id))
    if (!progress) throw new AppError('not_found', `there is no cycle ${params.id}`)
    return c.json(progress)
  },
})
