import { AppError, type Playbook } from '@orchestrator/domain'
import { defineRoute } from '../../http/route.ts'
import { Form } from '../rules/run.ts'
import { nameParams, playbookNamed } from './resource.ts'

export const getPlaybookForm = defineRoute({
  method: 'get',
  path: '/v1/playbooks/{name}/form',
  operationId: 'getPlaybookForm',
  tag: 'Playbooks',
  summary: 'Get the form with which a playbook is started by hand',
  access: 'read',
  params: nameParams,
  answer: { status: 200, description: 'Its form', schema: Form },
  problems: [404],
  async handle(call) {
    const { manifest, removedAt } = (await playbookNamed(call, call.params.name)) as unknown as Playbook
    const manual = manifest.triggers.find((trigger) => trigger.kind === 'manual')
    if (removedAt !== null || !manual)
      throw new AppError('not_found', `there is no playbook ${call.params.name} with a manual trigger`)
    return call.c.json({ input: manual.input })
  },
})
