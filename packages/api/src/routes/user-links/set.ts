import { createRoute, deleteRoute, getRoute } from '../../http/entity/index.ts'
import { userLinks } from './resource.ts'

export const setUserLink = createRoute(userLinks, {
  operationId: 'setUserLink',
  command: 'user_link.set',
  description: 'Needs the permission integration.manage. Replaces what was said of the same person before.',
  bodyExample: {
    connectionId: '019a0000-0000-7000-8000-000000000001',
    externalUserId: '583231',
    externalName: 'ada',
    memberId: '019a0000-0000-7000-8000-000000000003',
  },
})

export const getUserLink = getRoute(userLinks, { operationId: 'getUserLink' })

export const removeUserLink = deleteRoute(userLinks, {
  operationId: 'removeUserLink',
  command: 'user_link.remove',
  description: 'Needs the permission integration.manage.',
})
