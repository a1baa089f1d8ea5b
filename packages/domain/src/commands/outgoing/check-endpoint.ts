import { eventTypes, isExpensive } from '../../conditions/index.ts'
import type { WebhookEndpoint } from '../../entities/webhook-endpoint.ts'
import { AppError } from '../../errors.ts'
import { allowListening } from '../automation/allow-listening.ts'
import { checkCondition } from '../automation/check-condition.ts'
import type { CommandContext } from '../definition.ts'

/** @throws AppError `forbidden` for events of the audit log, `invalid_condition` for a filter that is wrong or may be slow */
export function checkEndpoint(context: CommandContext, { eventTypes: types, filter }: EventChoice): void {
  allowListening(context, types, null)
  if (filter === null) return
  checkCondition(filter, types.length > 0 ? types : eventTypes, 'filter')
  // Filters are asked where all deliveries are made: one that takes its time would hold up the others.
  if (!isExpensive({ cel: filter })) return
  throw new AppError('invalid_condition', 'filter: one without `exists`, `all`, `filter`, `map` and `matches`', {
    fields: [
      { path: 'filter', expected: 'a condition whose cost does not grow with the event', code: 'too_expensive' },
    ],
  })
}

type EventChoice = Pick<WebhookEndpoint, 'eventTypes' | 'filter'>
