import { AppError } from '@orchestrator/domain'
import { getRun as queryRun } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { RunDetail } from '../../schemas/run.ts'
import { presentRunDetail } from './present.ts'

export const getRun = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}',
  operationId: 'getRun',
  tag: 'Runs',
  summary: 'Get a run: why it started, its steps, and what each step changed',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The run', schema: RunDetail },
  problems: [404],
  async handle({ api, c, workspaceId, params }) {
    const detail = await read(api, workspaceId, (tx) => queryRun(tx, workspaceId, params.id))
    if (!detail) throw new AppError('not_found', `there is no run ${params.id}`)
    return c.json(presentRunDetail(detail, api.config))
  },
})
