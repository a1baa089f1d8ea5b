import { type CompiledCondition, compileCondition, eventSchemaFor, isExpensive } from '@orchestrator/domain/conditions'
import type { WaitMatcher, WaitSource } from '@orchestrator/store'

/** By what a wait looks back; null when a condition of it can be slow, which is asked only where it can be ended. */
export const matcherFor = (sources: readonly WaitSource[]): WaitMatcher | null =>
  sources.some(({ condition }) => condition !== null && isExpensive({ cel: condition.cel })) ? null : matchSources

/** The first event that a wait takes. */
export const matchSources: WaitMatcher = async (sources, events) => {
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
