import { ScheduleOwner } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { schedules } from './resource.ts'

export const listSchedules = listRoute(schedules, {
  operationId: 'listSchedules',
  summary: 'List schedules of rules, playbooks and series',
  filters: { ownerKind: ScheduleOwner.optional(), ownerId: z.uuid().optional() },
  sorts: byCreation,
  where: ({ ownerKind, ownerId }) => [
    ...equals(['owner_kind', ownerKind, 'text'], ['owner_id', ownerId]),
    { sql: 't.removed_at is null', values: [] },
  ],
})
