import * as z from 'zod'
import { Timestamp } from '../../time.ts'

/** The fields of a time entry that its writers set, without defaults. */
export const timeFields = {
  startedAt: Timestamp,
  endedAt: Timestamp,
  minutes: z.int().min(1).max(10_000_000).meta({ description: 'in place of `endedAt`' }),
  note: z.string().max(5_000),
  billable: z.boolean(),
}

export const optionalTimeFields = z.strictObject(timeFields).partial().shape
