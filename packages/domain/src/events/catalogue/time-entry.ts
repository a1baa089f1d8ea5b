import { TimeEntry } from '../../entities/time-entry.ts'
import { changed, event } from './event.ts'

export const timeEntryEvents = {
  'time_entry.started': event('time_entry.started', { timeEntry: TimeEntry }),
  'time_entry.stopped': event('time_entry.stopped', { timeEntry: TimeEntry, ...changed }),
  'time_entry.created': event('time_entry.created', { timeEntry: TimeEntry }),
  'time_entry.updated': event('time_entry.updated', { timeEntry: TimeEntry, ...changed }),
  'time_entry.deleted': event('time_entry.deleted', { timeEntry: TimeEntry }),
}
