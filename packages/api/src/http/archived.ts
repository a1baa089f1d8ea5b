import type { Condition } from '@orchestrator/store'
import * as z from 'zod'

/** Whether archived entities are left out, alone wanted, or in the list like others. */
export const archivedFilter = z
  .enum(['false', 'true', 'any'])
  .default('false')
  .meta({ description: '`any`: archived or not' })

export const archivedCondition = (archived: 'false' | 'true' | 'any'): Condition[] =>
  archived === 'any' ? [] : [{ sql: `t.archived_at is ${archived === 'true' ? 'not ' : ''}null`, values: [] }]
