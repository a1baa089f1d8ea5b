import * as z from 'zod'
import { conditionLimits } from '../../../conditions/index.ts'
import { ActionName } from '../definition.ts'
import { Duration } from '../duration.ts'
import type { Nested } from './nested.ts'

export const WaitForAction = (actions: Nested) =>
  z.strictObject({
    action: z.literal('waitFor'),
    name: ActionName.optional(),
    event: z.string().max(120).meta({ description: 'an event type, e.g. `task.status_changed`' }),
    if: z.string().max(conditionLimits.sourceLength).nullable().optional().meta({
      description: 'a CEL condition over the awaited `event`, the one that started the rule (`trigger`), and `steps`',
    }),
    timeout: z.union([Duration, z.literal('never')]),
    // Written as JSON by people: a promise is never made of it.
    then: actions.optional().meta({ description: 'when the event has come' }),
    onTimeout: actions.optional().meta({ description: 'when the time is over' }),
  })
