import { verbRoute } from '../../http/entity/index.ts'
import { cycles } from './resource.ts'

export const startCycle = verbRoute(cycles, { operationId: 'startCycle', command: 'cycle.start', verb: 'start' })
