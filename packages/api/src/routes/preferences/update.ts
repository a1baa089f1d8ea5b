import { updateRoute } from '../../http/entity/index.ts'
import { preferences } from './resource.ts'

export const updatePreference = updateRoute(preferences, {
  operationId: 'updatePreference',
  command: 'preference.update',
  bodyExample: { enabled: false },
})
