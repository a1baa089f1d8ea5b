import { verbRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const pauseSeries = verbRoute(series, { operationId: 'pauseSeries', command: 'series.pause', verb: 'pause' })
