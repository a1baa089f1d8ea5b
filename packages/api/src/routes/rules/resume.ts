import { verbRoute } from '../../http/entity/index.ts'
import { rules } from './resource.ts'

export const resumeRule = verbRoute(rules, { operationId: 'resumeRule', command: 'rule.resume', verb: 'resume' })
