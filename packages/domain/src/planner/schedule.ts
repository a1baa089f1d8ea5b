import * as z from 'zod'
import { CalendarDate } from '../time.ts'
import { PlanUnit } from './context.ts'

const days = (description: string) => z.number().meta({ description: `${description}, in working days` })

/** When work would be done, by whom, and of what each number is made. */
export const PlanSchedule = z
  .strictObject({
    unit: PlanUnit.meta({ description: 'of all estimates' }),
    perDay: z.number().meta({ description: 'what one person does on a working day, in the unit' }),
    perDayBasis: z.string().meta({ description: 'where that number comes from' }),
    startDate: CalendarDate.nullable(),
    endDate: CalendarDate.nullable(),
    criticalDays: days('how long it would take if nobody waited for a person'),
    criticalPath: z
      .array(z.string())
      .meta({ description: 'keys of the tasks that delay the end when they take longer' }),
    tasks: z.array(
      z.strictObject({
        key: z.string().meta({ description: 'in the plan; of a task that is there, its identifier' }),
        title: z.string(),
        estimate: z.number(),
        estimateBasis: z.string(),
        precedents: z.int().meta({ description: 'of how many done tasks the estimate is the median' }),
        assigneeId: z.uuid().nullable(),
        assigneeBasis: z.string(),
        startDate: CalendarDate.nullable(),
        endDate: CalendarDate.nullable().meta({ description: 'when it would be done' }),
        dueDate: CalendarDate.nullable().meta({ description: 'the day that somebody has set, else `endDate`' }),
        critical: z.boolean(),
      }),
    ),
    milestones: z.array(
      z.strictObject({
        key: z.string().meta({ description: 'in the plan; of a milestone that is there, its id' }),
        name: z.string(),
        date: CalendarDate.nullable().meta({ description: 'its target day' }),
        lastTask: CalendarDate.nullable().meta({
          description: 'the day on which the last task that leads to it is done',
        }),
      }),
    ),
    loads: z.array(
      z.strictObject({
        memberId: z.uuid(),
        name: z.string(),
        busyDays: days('other open work that comes first'),
        plannedDays: days('work of this plan'),
      }),
    ),
    unplaced: z.array(z.strictObject({ key: z.string(), title: z.string(), reason: z.string() })),
  })
  .meta({ id: 'PlanSchedule' })
export type PlanSchedule = z.infer<typeof PlanSchedule>

/** The last day on which one of these would be done; null of none. */
export const latestEnd = (tasks: readonly Pick<PlanSchedule['tasks'][number], 'endDate'>[]): string | null =>
  tasks.reduce<string | null>((last, { endDate }) => ((endDate ?? '') > (last ?? '') ? endDate : last), null)
