import { verbRoute } from '../../http/entity/index.ts'
import { schedules } from './resource.ts'

export const pauseSchedule = verbRoute(schedules, {
  operationId: 'pauseSchedule',
  command: 'schedule.pause',
  verb: 'pause',
})
export const resumeSchedule = verbRoute(schedules, {
  operationId: 'resumeSchedule',
  command: 'schedule.resume',
  verb: 'resume',
})
export const triggerSchedule = verbRoute(schedules, {
  operationId: 'triggerSchedule',
  command: 'schedule.trigger',
  verb: 'trigger',
})
