import * as z from 'zod'
import { Duration } from '../duration.ts'
import { Template } from '../fields.ts'

export const DelayAction = z.strictObject({
  action: z.literal('delay'),
  for: Duration.optional(),
  until: Template.optional().meta({
    description:
      'an instant, or a date (its first moment in UTC), e.g. `{{event.task.dueDate}}`; nothing does not wait',
  }),
})
