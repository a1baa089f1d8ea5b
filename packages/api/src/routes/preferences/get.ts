import { getRoute } from '../../http/entity/index.ts'
import { preferences } from './resource.ts'

export const getPreference = getRoute(preferences, { operationId: 'getPreference' })
