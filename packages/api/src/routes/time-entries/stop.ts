import { verbRoute } from '../../http/entity/index.ts'
import { timeEntries } from './resource.ts'

export const stopTimer = verbRoute(timeEntries, { operationId: 'stopTimer', command: 'time_entry.stop', verb: 'stop' })
