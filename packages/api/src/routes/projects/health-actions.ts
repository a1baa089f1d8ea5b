import { HealthActions } from '@orchestrator/domain'
import * as z from 'zod'
import { findActions } from '../../health/find-actions.ts'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { healthWindowWeeks } from './health.ts'
import { projects } from './resource.ts'

export const getHealthActions = defineRoute({
  method: 'get',
  path: '/v1/projects/{id}/health/actions',
  operationId: 'getProjectHealthActions',
  tag: projects.tag,
  summary: 'What the findings of a project’s health call for',
  description:
    'Each action is an operation that a patch can have, with its reasons in figures of the report. Nothing is proposed: a POST to the same address does that. See docs/project-health.md.',
  access: 'read',
  params: idParams,
  query: z.strictObject({ window: healthWindowWeeks }),
  answer: { status: 200, description: 'The actions', schema: HealthActions },
  problems: [404],
  async handle(call) {
    const { found } = await findActions(call, call.params.id, call.query.window)
    return call.c.json(found)
  },
})
