import { State } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const states: Resource = { path: '/v1/states', tag: 'States', kind: 'state', schema: State, noun: 'state' }
