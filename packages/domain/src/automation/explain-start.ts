import { type ConditionPart, eventSchemaFor, explainCondition, isExpensive } from '../conditions/index.ts'
import type { AnyEvent } from '../events/catalogue.ts'
import type { ListensTo } from './listens-to.ts'

/** One of an automation's triggers, as an event meets it or not. */
export interface TriggerExplanation {
  readonly condition: string | null
  readonly matched: boolean
  /** The parts of the condition between `&&`, each with the values that it read. Empty: there is no condition, or it was not asked. */
  readonly parts: readonly ConditionPart[]
}

/** Nothing can end an evaluation here: what grows with the event is only asked about small ones. */
const largestForExpensive = 64 * 1024

/** How an event met each of the triggers that listen to its type. Empty: none of them does. */
export function explainStart(listensTo: readonly ListensTo[], event: AnyEvent): readonly TriggerExplanation[] {
  return listensTo.filter(({ types }) => types.includes(event.type)).map(({ cel }) => explainTrigger(cel, event))
}

function explainTrigger(cel: string | null, event: AnyEvent): TriggerExplanation {
  if (cel === null) return { condition: null, matched: true, parts: [] }
  if (isExpensive({ cel }) && JSON.stringify(event).length > largestForExpensive) {
    const error = 'the event is too large to ask this condition here'
    return { condition: cel, matched: false, parts: [{ cel, matched: false, error, values: {} }] }
  }
  const parts = explainCondition({ cel }, eventSchemaFor(event.type), event)
  return { condition: cel, matched: parts.length > 0 && parts.every((part) => part.matched), parts }
}
