import type { AnyEvent } from '@orchestrator/domain'
import {
  type CompiledCondition,
  compileCondition,
  eventSchemaFor,
  indexableParts,
} from '@orchestrator/domain/conditions'
import { OrchestratorError, type RunEvent, type WaitReply, type WaitSource } from '@orchestrator/sdk/runtime'
import type { Source } from '../source.ts'

/** A wait that nothing meets would read the rest of the log for each run. */
export const mostLookedAt = 20_000
const pageSize = 200

interface Asked extends WaitSource {
  readonly test: (event: object) => boolean
}

/** @throws OrchestratorError `invalid_condition` */
export const askedOf = (sources: readonly WaitSource[]): readonly Asked[] =>
  sources.map((source) => ({ ...source, test: testOf(source) }))

export interface Found {
  readonly reply: NonNullable<WaitReply>
  readonly at: number
}

/**
 * The first event of the log that ends a wait.
 * @param until the last instant that counts
 * @returns null: there is none; `stopped` when not all could be looked at
 */
export async function findInLog(
  source: Source,
  asked: readonly Asked[],
  { until, skip }: { readonly until: number; readonly skip: (event: AnyEvent) => boolean },
): Promise<{ readonly found: Found | null; readonly stopped: boolean }> {
  const types = [...new Set(asked.flatMap(({ eventTypes }) => eventTypes))]
  const subjectId = subjectOf(asked)
  let looked = 0
  for (let after = Math.min(...asked.map(({ afterSeq }) => afterSeq)); ; ) {
    const { events, position, atHead } = await source.events({ after, limit: pageSize, types, subjectId })
    for (const event of events) {
      if (Date.parse(event.occurredAt) > until) return { found: null, stopped: false }
      if (skip(event)) continue
      const met = metBy(asked, event as unknown as RunEvent)
      if (met) return { found: { reply: met, at: Date.parse(event.occurredAt) }, stopped: false }
    }
    looked += events.length
    if (atHead) return { found: null, stopped: false }
    if (looked >= mostLookedAt) return { found: null, stopped: true }
    after = position
  }
}

/** @param own the run has told it itself: it has no place in the log */
export function metBy(asked: readonly Asked[], event: RunEvent, own = false): NonNullable<WaitReply> | null {
  const met = asked.find(
    (one) => (own || event.seq > one.afterSeq) && one.eventTypes.includes(event.type) && one.test(event),
  )
  return met ? { key: met.key, event } : null
}

/** The one entity of whose events all sources speak, by which the log finds them at once. */
function subjectOf(asked: readonly Asked[]): string | undefined {
  const subjects = new Set(asked.map(subjectOfOne))
  const [only] = subjects
  return subjects.size === 1 ? only : undefined
}

function subjectOfOne({ condition, eventTypes }: Asked): string | undefined {
  const kinds = new Set(eventTypes.map((type) => type.slice(0, type.indexOf('.'))))
  const [kind] = kinds
  if (!condition || kinds.size !== 1 || kind === undefined) return undefined
  const key = kind.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const part = indexableParts(condition as never).find(
    (one) => one.kind === 'equals' && one.path.length === 2 && one.path[0] === key && one.path[1] === 'id',
  )
  return part && typeof part.value === 'string' ? part.value : undefined
}

function testOf({ condition, eventTypes, key }: WaitSource): (event: object) => boolean {
  if (!condition) return () => true
  const compiled = compileCondition(condition as never, ...eventTypes.map(eventSchemaFor))
  if (!compiled.ok) throw new OrchestratorError('invalid_condition', `waitFor ${key}: ${compiled.problems[0].message}`)
  return (event) => (compiled as CompiledCondition).evaluate(event)
}
