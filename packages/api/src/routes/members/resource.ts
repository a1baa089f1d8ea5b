import { Member } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const members: Resource = { path: '/v1/members', tag: 'Members', kind: 'member', schema: Member, noun: 'member' }
