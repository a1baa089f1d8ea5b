import * as z from 'zod'
import { CalendarDate } from '../../time.ts'
import { LongText, Name } from '../fields.ts'
import { Rank } from '../task/fields.ts'

/** The fields of a milestone that its writers set, without defaults. */
export const milestoneFields = { name: Name, description: LongText, targetDate: CalendarDate.nullable(), rank: Rank }

export const optionalMilestoneFields = z.strictObject(milestoneFields).partial().shape
