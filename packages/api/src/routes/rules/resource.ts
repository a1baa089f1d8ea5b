import { Rule } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const rules: Resource = { path: '/v1/rules', tag: 'Rules', kind: 'rule', schema: Rule, noun: 'rule' }
