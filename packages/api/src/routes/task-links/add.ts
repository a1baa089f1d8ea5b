import { createRoute } from '../../http/entity/index.ts'
import { taskLinks } from './resource.ts'

export const addTaskLink = createRoute(taskLinks, {
  operationId: 'addTaskLink',
  command: 'task_link.add',
  bodyExample: { taskId: '01a20526-d8e7-7b21-a5c6-3e9f1b2d5005', url: 'https://example.com/notes', title: 'Notes' },
})
