import { getRoute } from '../../http/entity/index.ts'
import { schedules } from './resource.ts'

export const getSchedule = getRoute(schedules, { operationId: 'getSchedule' })
