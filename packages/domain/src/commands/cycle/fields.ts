import * as z from 'zod'
import { Timestamp } from '../../time.ts'
import { LongText, Name } from '../fields.ts'

/** The fields of a cycle that its writers set, without defaults. */
export const cycleFields = { name: Name, goal: LongText, startsAt: Timestamp, endsAt: Timestamp }

export const optionalCycleFields = z.strictObject(cycleFields).partial().shape
