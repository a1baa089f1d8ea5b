import { type CompiledCondition, compileCondition, eventSchemaFor } from '@orchestrator/domain/conditions'
import type { WaitMatcher, WaitSource } from '@orchestrator/store'
import { firstTaken } from '../relay/ask-each.ts'
import { canBeSlow, Matcher } from '../relay/matcher.ts'

const matcher = new Matcher()
const guarded = firstTaken(matcher)

/**
 * The first event that a wait takes. A condition that can be slow is asked in a thread, where it can be ended.
 * @throws AppError `condition_too_slow`
 */
export const matchSources: WaitMatcher = async (sources, events) => {
  if (sources.some(({ condition }) => canBeSlow(condition?.cel ?? null))) return guarded(sources, events)
  for (const event of events) {
    const source = sources.find((one) => takes(one, event))
    if (source) return { key: source.key, event }
  }
  return null
}

const takes = (source: WaitSource, event: Parameters<WaitMatcher>[1][number]): boolean =>
  event.seq > source.afterSeq &&
  source.eventTypes.includes(event.type) &&
  (source.condition === null || conditionOf(source)?.evaluate(event, source.condition.params as never) === true)

const compiled = new Map<string, CompiledCondition | null>()

/** Texts are few and repeat for every run of a playbook, so they are compiled once. */
function conditionOf({ condition, eventTypes }: WaitSource): CompiledCondition | null {
  if (condition === null) return null
  const key = JSON.stringify([condition.cel, eventTypes, Object.keys(condition.params)])
  const known = compiled.get(key)
  if (known !== undefined) return known
  const made = compileCondition(
    { cel: condition.cel, params: condition.params as never },
    ...eventTypes.map(eventSchemaFor),
  )
  if (compiled.size > 5_000) compiled.clear()
  const result = made.ok ? made : null
  compiled.set(key, result)
  return result
}
