import * as z from 'zod'
import { CustomFieldValue } from '../../entities/custom-field.ts'
import { CatchUp, OccurrenceChanges, Recurrence } from '../../entities/series.ts'
import { Id } from '../../ids.ts'
import { Permission } from '../../permissions.ts'
import { CalendarDate, TimeZone } from '../../time.ts'
import { LongText, Name } from '../fields.ts'
import { Tags, taskFields } from '../task/fields.ts'

const Days = z.int().min(-3_660).max(3_660).nullable()
const { priority, type, assigneeId, parentId, estimatedMinutes, estimatePoints } = taskFields

/** The task of a series, as people write it. */
export const SeriesTaskInput = z.strictObject({
  title: z
    .string()
    .trim()
    .min(1)
    .max(2_000)
    .meta({ description: 'may say `{{variables.date}}` and `{{variables.number}}`' }),
  description: LongText.default(''),
  type: type.default('task'),
  priority: priority.default('none'),
  assigneeId: assigneeId.default(null),
  parentId: parentId.default(null),
  tags: Tags.default([]),
  estimatedMinutes: estimatedMinutes.default(null),
  estimatePoints: estimatePoints.default(null),
  customFields: z.record(z.string(), CustomFieldValue).default({}),
  startDays: Days.default(null).meta({
    description: 'its start date is so many days after the occurrence, negative before; null: none',
  }),
  dueDays: Days.default(0).meta({ description: 'the same for its due date; 0 is the day of the occurrence' }),
})

export const SeriesTemplateInput = z.strictObject({
  template: z.string().min(1).max(200).meta({ description: 'the id or the name of a template of a task or a project' }),
  variables: z.record(z.string(), z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()])).default({}),
  roles: z.record(z.string(), Id).default({}),
})

/** The fields of a series that its writers set, without defaults. */
export const seriesFields = {
  name: Name,
  task: SeriesTaskInput,
  template: SeriesTemplateInput,
  recurrence: Recurrence,
  timeZone: TimeZone.meta({ description: 'by whose clocks; by default the workspace’s' }),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00'),
  leadDays: z.int().min(0).max(366),
  endDate: CalendarDate.nullable(),
  count: z.int().min(1).max(100_000).nullable(),
  catchUp: CatchUp,
  scopes: z.array(Permission).min(1).nullable(),
}

export const Changes = OccurrenceChanges.refine((changes) => Object.keys(changes).length > 0, 'at least one field')
