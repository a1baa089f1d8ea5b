import { type AnyEvent, AppError, newId } from '@orchestrator/domain'
import type { WaitSource } from '@orchestrator/store'
import { evaluationLimit, type Matcher } from './matcher.ts'
import type { TriggerEntry } from './trigger-index.ts'

/** What one event meets. */
export interface Asked {
  readonly event: AnyEvent
  readonly met: readonly string[]
  /** A condition took too long for this very event. */
  readonly slow: boolean
}

/** Asks about one event after the other, so that it is known for which one a condition took too long. It ends with that one. */
export async function* askEach(
  matcher: Matcher,
  events: readonly AnyEvent[],
  entriesFor: (event: AnyEvent) => readonly TriggerEntry[],
): AsyncGenerator<Asked, void> {
  // The matcher knows entries by workspace; these are nobody else's.
  const scope = newId()
  const added = new Set<string>()
  try {
    for (const event of events) {
      const fresh = entriesFor(event).filter(({ key }) => !added.has(key))
      for (const { key } of fresh) added.add(key)
      matcher.add(scope, fresh)
      const { met, slow } = await matcher.match(scope, [event])
      yield { event, met: met[0] ?? [], slow: slow.length > 0 }
      if (slow.length > 0) return
    }
  } finally {
    matcher.forget(scope)
  }
}

/** Why nobody can tell whether an event meets a condition. */
export const tooSlow = ({ seq }: AnyEvent): AppError =>
  new AppError(
    'condition_too_slow',
    `the condition took longer than ${evaluationLimit} ms for event ${seq}; simplify it, e.g. compare an id or a type first`,
  )

/** What a wait looks for when it comes to an event. */
export const sourceEntries = (sources: readonly WaitSource[], { seq }: AnyEvent): TriggerEntry[] =>
  sources
    .filter(({ afterSeq }) => seq > afterSeq)
    .map(({ key, eventTypes, condition }) => ({
      key,
      types: eventTypes,
      cel: condition?.cel ?? null,
      params: condition?.params ?? {},
    }))
