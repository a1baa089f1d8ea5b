import { AppError, Id, type Patch } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { Expected, expectOperations } from './expect-operations.ts'

export const getExpected = defineRoute({
  method: 'get',
  path: '/v1/patches/{id}/expected',
  operationId: 'getExpected',
  tag: 'Learning',
  summary: 'Show what of a patch is likely to be accepted, and why',
  description: 'Of its operations as they were proposed, from what was decided until now.',
  access: 'read',
  params: idParams,
  query: z.strictObject({
    reviewer: Id.optional().meta({ description: 'the member who decides; default: whoever asks' }),
  }),
  answer: { status: 200, description: 'What is expected of each', schema: Expected },
  problems: [404],
  async handle(call) {
    const { api, c, identity, workspaceId, params, query } = call
    const found = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'patch', params.id))
    if (!found) throw new AppError('not_found', `there is no patch ${params.id}`)
    const { operations, projectId, author } = found as unknown as Patch
    const context = {
      projectId,
      agent: author?.agent ?? null,
      memberId: query.reviewer ?? identity.principal.actor.memberId,
    }
    return c.json(await expectOperations(call, operations, context))
  },
})
