import * as z from 'zod'
import { FiringReason, FiringSchedule, Schedule } from '../../entities/schedule.ts'
import { StoredTimestamp } from '../../time.ts'
import { changed, event } from './event.ts'

export const scheduleEvents = {
  'schedule.created': event('schedule.created', { schedule: Schedule }),
  'schedule.updated': event('schedule.updated', { schedule: Schedule, ...changed }),
  'schedule.paused': event('schedule.paused', { schedule: Schedule, ...changed }),
  'schedule.resumed': event('schedule.resumed', { schedule: Schedule, ...changed }),
  'schedule.removed': event('schedule.removed', { schedule: Schedule, ...changed }),
  'schedule.fired': event('schedule.fired', {
    schedule: FiringSchedule,
    scheduledFor: StoredTimestamp.meta({ description: 'the time that it was planned for' }),
    previousFor: StoredTimestamp.nullable().meta({ description: 'what the firing before was planned for' }),
    timeZone: z.string(),
    reason: FiringReason.meta({ description: 'caught_up: somebody should have been there for it earlier' }),
  }),
  'schedule.missed': event('schedule.missed', {
    schedule: FiringSchedule,
    count: z.int().positive().meta({ description: 'how many are not made up for; 1000 stands for more, too' }),
    from: StoredTimestamp,
    to: StoredTimestamp,
    timeZone: z.string(),
  }),
}
