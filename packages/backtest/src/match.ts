import type { AnyEvent } from '@orchestrator/domain'
import { compileCondition, eventSchemaFor, isExpensive } from '@orchestrator/domain/conditions'
import { type Automation, listensTo } from './automation.ts'

/** As where conditions are asked for good: what takes longer, in milliseconds of processor time, is too slow for an event. */
const evaluationLimit = 50

export type Match = 'met' | 'not_met' | 'too_slow'

/** Asks whether events start an automation. */
export interface Matcher {
  readonly types: readonly string[]
  /** Some of its conditions may take long: whoever watches is told before they are asked. */
  readonly expensive: boolean
  match(event: AnyEvent): Match
}

export function matcherOf(automation: Automation): Matcher {
  const triggers = listensTo(automation).map(({ types, cel }) => {
    if (cel === null) return { types, expensive: false, test: () => true }
    const compiled = compileCondition({ cel }, ...types.map(eventSchemaFor))
    // As the relay does: what does not compile is met by nothing.
    if (!compiled.ok) return { types, expensive: false, test: () => false }
    return { types, expensive: isExpensive({ cel }), test: (event: AnyEvent) => compiled.evaluate(event) }
  })
  return {
    types: [...new Set(triggers.flatMap(({ types }) => types))],
    expensive: triggers.some(({ expensive }) => expensive),
    match(event) {
      let slow = false
      for (const { types, expensive, test } of triggers) {
        if (!types.includes(event.type)) continue
        const before = expensive ? cpuTime() : 0
        const met = test(event)
        if (expensive && cpuTime() - before > evaluationLimit) slow = true
        else if (met) return 'met'
      }
      return slow ? 'too_slow' : 'not_met'
    },
  }
}

/** Of this thread, in milliseconds. */
function cpuTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
