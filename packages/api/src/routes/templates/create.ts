import { createRoute } from '../../http/entity/index.ts'
import { templates } from './resource.ts'

export const createTemplate = createRoute(templates, {
  operationId: 'createTemplate',
  command: 'template.create',
  bodyExample: {
    name: 'Launch',
    kind: 'project',
    variables: [{ name: 'client', type: 'text' }],
    content: {
      project: { name: 'Launch for {{variables.client}}', targetDate: { from: 'deadline' } },
      tasks: [
        {
          key: 'brief',
          title: 'Write the brief',
          assignee: { role: 'writer' },
          dueDate: { from: 'start', days: 3, working: true },
        },
        {
          key: 'review',
          title: 'Review the brief',
          assignee: { role: 'reviewer' },
          dueDate: { from: 'deadline', weeks: -1 },
        },
      ],
      relations: [{ type: 'blocks', from: 'brief', to: 'review' }],
    },
  },
})
