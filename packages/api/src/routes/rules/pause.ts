import { verbRoute } from '../../http/entity/index.ts'
import { rules } from './resource.ts'

export const pauseRule = verbRoute(rules, { operationId: 'pauseRule', command: 'rule.pause', verb: 'pause' })
