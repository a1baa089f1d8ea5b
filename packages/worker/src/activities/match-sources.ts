import { type CompiledCondition, compileCondition, eventSchemaFor } from '@orchestrator/domain/conditions'
import type { WaitMatcher, WaitSource } from '@orchestrator/store'

const compiled = new Map<string, CompiledCondition | null>()

/** The first source that an event meets. Texts are few and repeat for every run of a playbook, so they are compiled once. */
export const matchSources: WaitMatcher = (sources, event) => {
  for (const source of sources) {
    if (event.seq <= source.afterSeq || !source.eventTypes.includes(event.type)) continue
    if (source.condition === null || conditionOf(source)?.evaluate(event, source.condition.params as never) === true)
      return source.key
  }
  return null
}

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
