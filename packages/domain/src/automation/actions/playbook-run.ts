import { PlaybookId } from '../../entities/playbook.ts'
import { defineAction } from './definition.ts'
import { JsonTemplate } from './fields.ts'
import { nothing } from './results.ts'

export const runPlaybookAction = defineAction({
  action: 'playbook.run',
  kind: 'immediate',
  summary: 'Start a playbook that has a manual trigger',
  fields: { playbook: PlaybookId.meta({ description: 'the playbook’s id' }), input: JsonTemplate.optional() },
  verbatim: ['playbook'],
  json: ['input'],
  constants: { playbook: 'playbook' },
  permissions: ['automation.run'],
  result: nothing,
  commands: ({ playbook, input = null }) => [{ type: 'playbook.run', data: { name: playbook, input } }],
  code: ({ fields: { playbook = '', input }, use }) =>
    `${use('playbooks')}.run(${[playbook, input].filter(Boolean).join(', ')})`,
})
