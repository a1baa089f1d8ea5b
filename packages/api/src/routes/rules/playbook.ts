import { ejectRule } from '@orchestrator/domain'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { readRule, rules } from './resource.ts'

const Ejected = z
  .object({
    playbook: z.string().meta({ description: 'its id, and the name of its folder' }),
    files: z.array(z.object({ path: z.string(), text: z.string() })),
  })
  .meta({ id: 'EjectedRule' })

export const getRulePlaybook = defineRoute({
  method: 'get',
  path: '/v1/rules/{id}/playbook',
  operationId: 'getRulePlaybook',
  tag: rules.tag,
  summary: 'Get a rule as the files of a playbook that does the same',
  description: 'Nothing is installed and the rule stays: switch it off before you deploy the playbook, else both run.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The files', schema: Ejected },
  problems: [404, 409],
  handle: async (call) => call.c.json(ejectRule(await readRule(call, call.params.id))),
})
