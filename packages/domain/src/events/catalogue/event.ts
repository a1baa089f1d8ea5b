import * as z from 'zod'
import { Changes, envelope } from '../envelope.ts'

/** One event type: its full flat shape. */
export const event = <T extends string, S extends z.ZodRawShape>(type: T, data: S) =>
  z.strictObject({ ...envelope, type: z.literal(type), ...data })

/** What an event of a changed entity has beside it. */
export const changed = { changes: Changes }
