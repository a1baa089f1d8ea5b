import * as z from 'zod'
import { ActionName } from '../definition.ts'
import type { Nested } from './nested.ts'
import { Query } from './query.ts'

export const ForEachAction = (actions: Nested) =>
  z.strictObject({
    action: z.literal('forEach'),
    in: Query,
    as: ActionName.default('item').meta({ description: 'the variable that stands for each of them' }),
    limit: z.int().min(1).max(1_000).default(100).meta({ description: 'more than so many fail the run' }),
    then: actions,
  })
