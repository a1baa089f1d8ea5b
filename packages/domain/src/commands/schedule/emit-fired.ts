import type * as z from 'zod'
import type { FiringReason, Schedule } from '../../entities/schedule.ts'
import type { CommandContext } from '../definition.ts'

export const firing = ({ id, ownerKind, ownerId, name }: Schedule) => ({ id, ownerKind, ownerId, name })

/** Says that it is the time. What starts on it, the relay finds as for every other event. */
export function emitFired(
  context: CommandContext,
  schedule: Schedule,
  scheduledFor: string,
  previousFor: string | null,
  reason: z.infer<typeof FiringReason>,
): void {
  context.emit({
    type: 'schedule.fired',
    subject: { type: 'schedule', id: schedule.id },
    data: { schedule: firing(schedule), scheduledFor, previousFor, timeZone: schedule.timeZone, reason },
  })
}
