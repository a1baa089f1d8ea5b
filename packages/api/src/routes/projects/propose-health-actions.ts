import { AppError, healthPatch, Patch } from '@orchestrator/domain'
import { proposedHealthPatch } from '@orchestrator/store'
import * as z from 'zod'
import { findActions } from '../../health/find-actions.ts'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { requireRead } from '../../middleware/authenticate.ts'
import { proposeMade } from '../patches/propose-made.ts'
import { projects } from './resource.ts'

export const proposeHealthActions = defineRoute({
  method: 'post',
  path: '/v1/projects/{id}/health/actions',
  operationId: 'proposeProjectHealthActions',
  tag: projects.tag,
  summary: 'Propose what the findings of a project’s health call for, as one patch',
  description:
    'Needs the permission patch.propose in the project. The patch takes the place of the one before, if nobody has decided anything about that. With nothing to propose it is a 409.',
  access: 'write',
  params: idParams,
  body: z.strictObject({ window: z.int().min(1).max(52).default(12).meta({ description: 'as for the report' }) }),
  bodyExample: { window: 12 },
  answer: { status: 201, description: 'The new patch', schema: Patch },
  problems: [404, 409],
  async handle(call) {
    const { api, identity, workspaceId, params, body } = call
    requireRead(identity)
    return proposeMade(call, async () => {
      const { report, found } = await findActions(call, params.id, body.window)
      if (found.items.length === 0)
        throw new AppError('invalid_state', 'the findings call for nothing that could be proposed now', {
          details: { leftOut: found.leftOut.length },
        })
      const supersedesId = await read(api, workspaceId, (tx) => proposedHealthPatch(tx, workspaceId, params.id))
      return { ...healthPatch(report, found.items), ...(supersedesId !== undefined && { supersedesId }) }
    })
  },
})
