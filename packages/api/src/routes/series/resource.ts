import { Series } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const series: Resource = { path: '/v1/series', tag: 'Series', kind: 'series', schema: Series, noun: 'series' }
