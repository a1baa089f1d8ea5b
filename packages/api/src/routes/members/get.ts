import { getRoute } from '../../http/entity/index.ts'
import { members } from './resource.ts'

export const getMember = getRoute(members, { operationId: 'getMember' })
