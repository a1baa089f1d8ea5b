import { Id, Timestamp } from '@orchestrator/domain'
import * as z from 'zod'

const yesOrNo = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()

export const timeFilters = {
  taskId: Id.optional(),
  projectId: Id.optional(),
  memberId: Id.optional(),
  billable: yesOrNo,
  from: Timestamp.optional().meta({ description: 'begun at or after this time' }),
  to: Timestamp.optional().meta({ description: 'begun before this time' }),
}

export const running = yesOrNo.meta({ description: '`true`: timers that run; `false`: entries that have ended' })
