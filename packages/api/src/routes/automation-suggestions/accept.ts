import { AcceptedSuggestion, type Command } from '@orchestrator/domain'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { execute } from '../../writes/execute.ts'
import { identify } from '../../writes/identify.ts'
import { path, readSuggestion, tag } from './resource.ts'

export const InstallBody = z.strictObject({
  name: z.string().trim().min(1).max(200).optional().meta({
    description: 'what the automation is to be called; by default as suggested',
  }),
})

const paths = { series: '/v1/series', rule: '/v1/rules', template: '/v1/templates' } as const

export const acceptSuggestion = defineRoute({
  method: 'post',
  path: `${path}/{id}/accept`,
  operationId: 'acceptAutomationSuggestion',
  tag,
  summary: 'Install a suggested automation',
  description:
    'Runs its commands with your rights: automation.manage for a rule, template.manage for a template, task.create in the project for a series. To undo it, delete a rule or template, or end a series.',
  access: 'write',
  params: idParams,
  body: InstallBody,
  bodyExample: { name: 'Triage bugs' },
  answer: { status: 201, description: 'What was made', schema: AcceptedSuggestion },
  problems: [404, 409],
  async handle(call) {
    const { api, c, identity, body, params } = call
    requirePermission(identity, 'automation.manage')
    const { commands } = await readSuggestion(call, params.id)
    const { commandId, idempotency } = identify(call)
    const named = commands.map(({ type, data }, n) => ({
      ...{ id: commandId(n), type },
      data: body.name === undefined ? data : { ...data, name: body.name },
    }))
    const applied = await execute(api, identity.principal, named as unknown as readonly Command[], idempotency)
    if (applied.every((one) => !one.applied)) c.header('Idempotency-Replayed', 'true')
    const made = applied.map(({ result }) => {
      const kind = result.kind as keyof typeof paths
      return { kind, id: result.id, path: `${paths[kind]}/${result.id}` }
    })
    return c.json({ made }, 201)
  },
})
