import * as z from 'zod'
import { Series } from '../../entities/series.ts'
import { changed, event } from './event.ts'

export const seriesEvents = {
  'series.created': event('series.created', { series: Series }),
  'series.updated': event('series.updated', { series: Series, ...changed }),
  'series.failed': event('series.failed', { series: Series, ...changed }),
  'series.missed': event('series.missed', {
    seriesId: z.uuid(),
    name: z.string(),
    ownerId: z.uuid(),
    dates: z
      .array(z.iso.date())
      .meta({ description: 'occurrences that were left out, since nobody was there to make them' }),
  }),
}
