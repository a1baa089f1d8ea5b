import { updateRoute } from '../../http/entity/index.ts'
import { rules } from './resource.ts'

export const updateRule = updateRoute(rules, {
  operationId: 'updateRule',
  command: 'rule.update',
  bodyExample: { enabled: false },
})
