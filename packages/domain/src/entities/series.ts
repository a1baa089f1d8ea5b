import * as z from 'zod'
import { Permission } from '../permissions.ts'
import { CalendarDate, StoredTimestamp } from '../time.ts'
import { CustomFieldValue } from './custom-field.ts'
import { Priority, TaskType } from './task.ts'

const Days = z.int().min(-3_660).max(3_660)

/** After so long; exactly one of days, weeks and months. */
const AfterCompletion = z
  .strictObject({
    days: z.int().min(0).max(3_660).optional(),
    weeks: z.int().min(1).max(520).optional(),
    months: z.int().min(1).max(120).optional(),
    working: z.boolean().optional().meta({ description: '`days` are working days of the workspace’s calendar' }),
  })
  .refine(
    ({ days, weeks, months }) => [days, weeks, months].filter((one) => one !== undefined).length === 1,
    'exactly one of days, weeks and months',
  )

const OnDateField = z.strictObject({
  taskId: z.uuid().meta({ description: 'the task that has the date' }),
  field: z
    .string()
    .min(1)
    .max(60)
    .meta({ description: '`startDate`, `dueDate`, or the key of a custom field of type date' }),
  every: z.enum(['once', 'month', 'year']).default('year'),
  days: Days.default(0).meta({ description: 'negative: so many days before' }),
})

/** On which days the work comes again. */
export const Recurrence = z
  .strictObject({
    rrule: z.string().min(1).max(1_000).optional().meta({
      description: 'RFC 5545 by days, e.g. `FREQ=MONTHLY;BYDAY=-1FR`; where it begins and ends is said beside it',
    }),
    afterCompletion: AfterCompletion.optional().meta({
      description: 'so long after the task before was completed or canceled',
    }),
    onDate: OnDateField.optional().meta({
      description: 'on the day that a task’s field has, e.g. each year when a contract ends',
    }),
  })
  .refine(
    (recurrence) => Object.values(recurrence).filter((one) => one !== undefined).length === 1,
    'exactly one of rrule, afterCompletion and onDate',
  )
  .meta({ id: 'Recurrence' })
export type Recurrence = z.infer<typeof Recurrence>

/** What a single occurrence has that the others have not. */
const overridden = {
  title: z.string().min(1).max(2_000),
  description: z.string().max(100_000),
  priority: Priority,
  assigneeId: z.uuid().nullable(),
  tags: z.array(z.string()).max(50),
  estimatedMinutes: z.int().min(0).max(10_000_000).nullable(),
  estimatePoints: z.number().min(0).max(1_000_000).nullable(),
}

/** The task that each occurrence makes. Its texts may say `{{variables.date}}` and `{{variables.number}}`. */
export const SeriesTask = z
  .strictObject({
    ...overridden,
    type: TaskType,
    parentId: z.uuid().nullable(),
    customFields: z.record(z.string(), CustomFieldValue),
    startDays: Days.nullable().meta({
      description: 'its start date is so many days after the occurrence, negative before; null: none',
    }),
    dueDays: Days.nullable().meta({ description: 'the same for its due date; 0 is the day of the occurrence' }),
  })
  .meta({ id: 'SeriesTask' })
export type SeriesTask = z.infer<typeof SeriesTask>

export const OccurrenceChanges = z.strictObject(overridden).partial().meta({ id: 'OccurrenceChanges' })

export const SeriesException = z
  .strictObject({
    date: CalendarDate.meta({ description: 'the day that the recurrence says' }),
    skipped: z.boolean().optional(),
    movedTo: CalendarDate.optional(),
    changes: OccurrenceChanges.optional(),
  })
  .meta({ id: 'SeriesException' })
export type SeriesException = z.infer<typeof SeriesException>

export const SeriesTemplate = z
  .strictObject({
    template: z.string().min(1).max(200).meta({ description: 'its id or its name' }),
    variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    roles: z.record(z.string(), z.uuid()),
  })
  .meta({ id: 'SeriesTemplate' })

export const CatchUp = z.enum(['all', 'latest', 'none'])
export const SeriesStatus = z.enum(['active', 'paused', 'ended'])

/** Work that comes again. It acts with the rights of its owner, narrowed by its scopes; each occurrence is a task of its own. */
export const Series = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    projectId: z.uuid(),
    ownerId: z.uuid(),
    scopes: z.array(Permission).nullable(),
    task: SeriesTask.nullable(),
    template: SeriesTemplate.nullable().meta({
      description: 'what each occurrence applies, in place of `task`; its first task stands for the occurrence',
    }),
    recurrence: Recurrence,
    sourceTaskId: z.uuid().nullable().meta({ description: 'the task of `recurrence.onDate`' }),
    timeZone: z.string(),
    time: z.string().meta({ description: 'when on the day the task is made, by the clocks of the time zone' }),
    leadDays: z.int().nonnegative().meta({ description: 'so many days ahead the task is made' }),
    startDate: CalendarDate,
    endDate: CalendarDate.nullable(),
    count: z.int().positive().nullable().meta({ description: 'ends after so many occurrences' }),
    catchUp: CatchUp.meta({ description: 'which of those are made that nobody was there for' }),
    exceptions: z.array(SeriesException),
    status: SeriesStatus,
    number: z.int().nonnegative().meta({ description: 'occurrences so far, with those that were skipped or missed' }),
    lastDate: CalendarDate.nullable().meta({ description: 'the occurrence before' }),
    nextDate: CalendarDate.nullable().meta({
      description: 'the next one; null: it waits for the task before, or there is none',
    }),
    nextAt: StoredTimestamp.nullable().meta({ description: 'when its task is made' }),
    problem: z
      .strictObject({ code: z.string(), message: z.string(), at: StoredTimestamp })
      .nullable()
      .meta({ description: 'why the last occurrence could not be made; it is tried again' }),
    previousId: z.uuid().nullable().meta({ description: 'the series of which it is the rest, with other contents' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Series' })
export type Series = z.infer<typeof Series>
