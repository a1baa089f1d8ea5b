import * as z from 'zod'
import { ScheduleSpec } from '../schedule/spec.ts'
import { StoredTimestamp } from '../time.ts'

/** What a schedule belongs to and starts. */
export const ScheduleOwner = z.enum(['rule', 'playbook', 'series'])
export type ScheduleOwner = z.infer<typeof ScheduleOwner>

/** When something starts again and again. It is made, changed and removed together with what it belongs to. */
export const Schedule = z
  .strictObject({
    id: z.uuid(),
    ownerKind: ScheduleOwner,
    ownerId: z.uuid(),
    name: z.string().meta({ description: 'what its owner is called' }),
    position: z.int().nonnegative().meta({ description: 'its place among the schedules of its owner' }),
    spec: ScheduleSpec,
    timeZone: z.string().meta({ description: 'IANA; the workspace’s at the time of its making, unless it names one' }),
    enabled: z.boolean().meta({ description: 'whether its owner is switched on' }),
    pausedAt: StoredTimestamp.nullable(),
    removedAt: StoredTimestamp.nullable(),
    memberId: z.uuid().meta({ description: 'for whom it acts' }),
    activeAt: StoredTimestamp.meta({ description: 'since when it counts: nothing before this is made up for' }),
    lastAt: StoredTimestamp.nullable().meta({ description: 'the last time that was fired or missed' }),
    nextAt: StoredTimestamp.nullable().meta({ description: 'when it fires next; null: it does not' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Schedule' })
export type Schedule = z.infer<typeof Schedule>

/** A schedule as the events of its firings name it. */
export const FiringSchedule = z
  .strictObject({ id: z.uuid(), ownerKind: ScheduleOwner, ownerId: z.uuid(), name: z.string() })
  .meta({ id: 'FiringSchedule' })

/** Why a firing happened. */
export const FiringReason = z.enum(['due', 'caught_up', 'backfill', 'trigger'])
