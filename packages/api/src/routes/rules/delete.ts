import { deleteRoute } from '../../http/entity/index.ts'
import { rules } from './resource.ts'

export const deleteRule = deleteRoute(rules, { operationId: 'deleteRule', command: 'rule.delete' })
