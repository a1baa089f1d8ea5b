import * as z from 'zod'
import { conditionLimits } from '../../../conditions/index.ts'
import type { Nested } from './nested.ts'

export const IfAction = (actions: Nested) =>
  z.strictObject({
    action: z.literal('if'),
    if: z
      .string()
      .min(1)
      .max(conditionLimits.sourceLength)
      .meta({ description: 'a CEL condition over `event` and `steps`' }),
    // Written as JSON by people: a promise is never made of it.
    then: actions,
    else: actions.optional(),
  })
