import * as z from 'zod'
import { RuleAction } from '../automation/actions/catalogue.ts'
import { Permission } from '../permissions.ts'
import { StoredTimestamp } from '../time.ts'
import { Flow } from './flow.ts'
import { RuleTrigger } from './rule-trigger.ts'

export { RuleAction }

/** An automation as data: when this event, if this condition, then these actions. It acts with its owner's rights, narrowed by `scopes`. */
export const Rule = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    enabled: z.boolean(),
    when: RuleTrigger,
    if: z.string().nullable().meta({ description: 'a CEL condition over `event`, e.g. `event.to == "completed"`' }),
    then: z.array(RuleAction),
    flow: Flow.nullable().meta({ description: 'when its runs may start; null: at once, all of them' }),
    pausedAt: StoredTimestamp.nullable().meta({ description: 'since when its runs are held; null: they are not' }),
    ownerId: z.uuid(),
    scopes: z.array(Permission).nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Rule' })
export type Rule = z.infer<typeof Rule>
