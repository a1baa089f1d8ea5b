import type { HealthMoment, TaskHistory } from './task-history.ts'
import { taskHistory } from './task-history.ts'

/** A task for tests, as an event tells of it: made on 5 January, planned, nobody's. */
export const moment = (taskId: string, more: Partial<HealthMoment> = {}): HealthMoment => ({
  taskId,
  eventId: `${taskId}@${more.occurredAt ?? ''}`,
  occurredAt: '2026-01-05T08:00:00.000Z',
  deleted: false,
  identifier: `T-${taskId}`,
  title: taskId,
  status: 'unstarted',
  assigneeId: null,
  dueDate: null,
  estimatePoints: null,
  estimatedMinutes: null,
  actualMinutes: null,
  createdAt: '2026-01-05T08:00:00.000Z',
  startedAt: null,
  completedAt: null,
  canceledAt: null,
  archivedAt: null,
  ...more,
})

export const history = (taskId: string, more: Partial<HealthMoment> = {}, asOf = '2026-03-04T12:00:00.000Z') =>
  taskHistory([moment(taskId, more)], asOf)

/** Done, from one instant to another. */
export const done = (
  taskId: string,
  startedAt: string,
  completedAt: string,
  more: Partial<HealthMoment> = {},
): TaskHistory => history(taskId, { status: 'completed', occurredAt: completedAt, startedAt, completedAt, ...more })
