import { createRoute } from '../../http/entity/index.ts'
import { members } from './resource.ts'

export const addMember = createRoute(members, {
  operationId: 'addMember',
  command: 'member.add',
  bodyExample: { name: 'Ada', email: 'ada@example.com', role: 'CONTRIBUTOR' },
})
