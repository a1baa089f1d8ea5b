import { deleteRoute } from '../../http/entity-routes.ts'
import { rules } from './resource.ts'

export const deleteRule = deleteRoute(rules, { operationId: 'deleteRule', command: 'rule.delete' })
