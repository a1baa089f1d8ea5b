import { createRoute } from '../../http/entity/index.ts'
import { tasks } from './resource.ts'

export const createTask = createRoute(tasks, {
  operationId: 'createTask',
  command: 'task.create',
  bodyExample: {
    projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74',
    title: 'Write the release notes',
    tags: ['release'],
  },
})
