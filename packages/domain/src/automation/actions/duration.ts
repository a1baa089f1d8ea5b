import * as z from 'zod'
import { durationPattern } from '../../duration.ts'
import { lengthWithin } from '../../entities/duration.ts'

/** Longer than anybody waits, and yet an instant that there is. */
const longest = 10_000 * 366 * 86_400_000

/** As the SDK writes them, in words alone. */
export const Duration = z
  .string()
  .max(40)
  .regex(durationPattern, 'a length of time such as `3 days` or `90 minutes`')
  .refine(lengthWithin(0, longest), 'at most 10,000 years')
