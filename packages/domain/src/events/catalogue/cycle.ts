import * as z from 'zod'
import { Cycle, WorkTotals } from '../../entities/cycle.ts'
import { changed, event } from './event.ts'

export const cycleEvents = {
  'cycle.created': event('cycle.created', { cycle: Cycle }),
  'cycle.updated': event('cycle.updated', { cycle: Cycle, ...changed }),
  'cycle.started': event('cycle.started', { cycle: Cycle, ...changed }),
  'cycle.completed': event('cycle.completed', {
    cycle: Cycle,
    ...changed,
    scope: WorkTotals.meta({ description: 'all that was in it and not canceled' }),
    completed: WorkTotals,
    carriedOver: WorkTotals.meta({ description: 'what was taken out of it, for it was not done' }),
    nextCycleId: z
      .uuid()
      .nullable()
      .meta({ description: 'where that went; null: into no cycle, or there was nothing' }),
  }),
  'cycle.deleted': event('cycle.deleted', { cycle: Cycle }),
}
