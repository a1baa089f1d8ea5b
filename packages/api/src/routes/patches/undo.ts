import { Patch } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { patches } from './resource.ts'

export const undoPatch = defineRoute({
  method: 'post',
  path: '/v1/patches/{id}/undo',
  operationId: 'undoPatch',
  tag: patches.tag,
  summary: 'Take back what a patch did, with another patch that is applied at once',
  description:
    'The answer is the second patch. What somebody has changed or built on since stays: it is `stale` there, with the reason. An undo can be undone.',
  access: 'write',
  params: idParams,
  answer: { status: 201, description: 'The patch that undoes it', schema: Patch },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'patch.undo', { id: call.params.id })
    call.c.header('Location', `${patches.path}/${applied.result.id}`)
    return entityResponse(call.c, await entityAfter(call, applied), 201)
  },
})
