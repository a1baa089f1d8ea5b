import { AppError, baseOf, type Series, type Task, upcoming } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { firstOf, Occurrences } from './occurrences.ts'
import { series as resource } from './resource.ts'

export const previewSeries = defineRoute({
  method: 'get',
  path: '/v1/series/{id}/preview',
  operationId: 'previewSeries',
  tag: resource.tag,
  summary: 'See the next ten occurrences of a series',
  description:
    'After completion, only the next one is known. Of a series that is paused these are the days if it were not.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The occurrences', schema: Occurrences },
  problems: [404],
  async handle({ api, c, workspaceId, params }) {
    const found = await read(api, workspaceId, async (tx) => {
      const series = (await getEntity(tx, workspaceId, 'series', params.id)) as unknown as Series | undefined
      const source = series?.sourceTaskId ? await getEntity(tx, workspaceId, 'task', series.sourceTaskId) : undefined
      return series && { series, base: baseOf(series, source as unknown as Task | undefined) }
    })
    if (!found) throw new AppError('not_found', `there is no series ${params.id}`)
    return c.json(found.series.status === 'ended' ? { items: [] } : firstOf(upcoming(found.series, found.base)))
  },
})
