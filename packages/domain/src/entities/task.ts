import * as z from 'zod'
import { CalendarDate, StoredTimestamp } from '../time.ts'
import { CustomFieldValue } from './custom-field.ts'
import { StatusCategory } from './state.ts'

export const Priority = z.enum(['none', 'low', 'medium', 'high', 'urgent'])
export type Priority = z.infer<typeof Priority>

export const TaskType = z.enum(['task', 'bug', 'story', 'epic', 'chore'])
export type TaskType = z.infer<typeof TaskType>

/** A piece of work. Minutes are whole minutes, points a team's own unit. */
export const Task = z
  .strictObject({
    id: z.uuid(),
    projectId: z.uuid(),
    number: z.int().positive(),
    identifier: z.string().meta({ description: 'project key and number, e.g. `ABC-12`' }),
    title: z.string(),
    description: z.string(),
    type: TaskType,
    status: StatusCategory.meta({ description: 'the fixed category of the task’s state' }),
    stateId: z.uuid(),
    priority: Priority,
    assigneeId: z.uuid().nullable(),
    creatorId: z.uuid(),
    parentId: z.uuid().nullable(),
    seriesId: z.uuid().nullable().meta({ description: 'the series of which it is an occurrence' }),
    occurrence: CalendarDate.nullable().meta({ description: 'the day of the series for which it was made' }),
    cycleId: z.uuid().nullable(),
    milestoneId: z.uuid().nullable(),
    tags: z.array(z.string()),
    estimatedMinutes: z.int().nullable(),
    actualMinutes: z
      .int()
      .nullable()
      .meta({ description: 'of a task with time entries their sum, else what was set by hand' }),
    estimatePoints: z.number().nullable(),
    startDate: CalendarDate.nullable(),
    dueDate: CalendarDate.nullable(),
    rank: z.string().meta({ description: 'fractional rank; tasks of a project sort by it, bytewise' }),
    customFields: z.record(z.string(), CustomFieldValue),
    startedAt: StoredTimestamp.nullable(),
    completedAt: StoredTimestamp.nullable(),
    canceledAt: StoredTimestamp.nullable(),
    archivedAt: StoredTimestamp.nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Task' })
export type Task = z.infer<typeof Task>

export const TaskRelationType = z.enum(['blocks', 'duplicates', 'relates', 'precedes'])

/** Stored in one direction: `fromTaskId` blocks, duplicates, relates to or precedes `toTaskId`. */
export const TaskRelation = z
  .strictObject({
    id: z.uuid(),
    type: TaskRelationType,
    projectId: z.uuid().meta({ description: 'the project of `fromTaskId`' }),
    fromTaskId: z.uuid(),
    toTaskId: z.uuid(),
    lagMinutes: z
      .int()
      .meta({ description: 'for `precedes`: minutes between the end of one and the start of the other' }),
    createdAt: StoredTimestamp,
  })
  .meta({ id: 'TaskRelation' })
export type TaskRelation = z.infer<typeof TaskRelation>
