import { deleteRoute } from '../../http/entity/index.ts'
import { preferences } from './resource.ts'

export const deletePreference = deleteRoute(preferences, {
  operationId: 'deletePreference',
  command: 'preference.delete',
})
