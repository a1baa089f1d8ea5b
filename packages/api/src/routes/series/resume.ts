import { verbRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const resumeSeries = verbRoute(series, { operationId: 'resumeSeries', command: 'series.resume', verb: 'resume' })
