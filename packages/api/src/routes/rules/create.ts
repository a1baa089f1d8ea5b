import { createRoute } from '../../http/entity/index.ts'
import { rules } from './resource.ts'

export const createRule = createRoute(rules, {
  operationId: 'createRule',
  command: 'rule.create',
  bodyExample: {
    name: 'Follow up on reviews',
    when: 'task.status_changed',
    if: "event.to == 'completed' && 'review' in event.task.tags",
    then: [{ action: 'task.create', title: 'Follow up: {{event.task.title}}' }],
  },
})
