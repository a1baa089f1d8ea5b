import * as z from 'zod'
import { CustomFieldValue } from '../../entities/custom-field.ts'
import { StatusCategory } from '../../entities/state.ts'
import { TagName } from '../../entities/tag.ts'
import { Priority, TaskType } from '../../entities/task.ts'
import { Id } from '../../ids.ts'
import { isRank } from '../../rank.ts'
import { CalendarDate } from '../../time.ts'
import { LongText } from '../fields.ts'

export const mostTitle = 500
export const Title = z.string().trim().min(1).max(mostTitle)
export const mostTags = 50
export const Tags = z.array(TagName).max(mostTags)
// Another text would leave no place after it, for all to come.
export const Rank = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[0-9A-Za-z]+$/, 'a fractional rank')
  .refine(isRank, 'a fractional rank')
const Minutes = z.int().min(0).max(10_000_000).nullable()

/** The fields of a task that its writers set, without defaults. */
export const taskFields = {
  title: Title,
  description: LongText,
  type: TaskType,
  status: StatusCategory.meta({
    description: 'puts it into the first state of that category; give stateId for a certain one',
  }),
  stateId: Id,
  priority: Priority,
  assigneeId: Id.nullable(),
  parentId: Id.nullable(),
  cycleId: Id.nullable(),
  milestoneId: Id.nullable(),
  tags: Tags,
  estimatedMinutes: Minutes,
  actualMinutes: Minutes,
  estimatePoints: z.number().min(0).max(1_000_000).nullable(),
  startDate: CalendarDate.nullable(),
  dueDate: CalendarDate.nullable(),
  rank: Rank,
  customFields: z
    .record(z.string(), CustomFieldValue.nullable())
    .meta({ description: 'by the field’s key; null removes the value, keys that are left out stay' }),
}
