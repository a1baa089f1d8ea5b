import { type CompiledValue, compileValue, eventSchemaFor } from '../../conditions/index.ts'
import { durationMs } from '../../entities/duration.ts'
import type { Flow } from '../../entities/flow.ts'
import type { AnyEvent } from '../../events/catalogue.ts'
import { beginningOf, storableText } from '../../storable-text.ts'

/** What a flow says of one event; null: it does not ask for that. */
export interface FlowKeys {
  readonly priority: number
  readonly concurrencyKey: string | null
  readonly throttleKey: string | null
  /** Of debounce or batch; of one that waits for no other event null. */
  readonly gatherKey: string | null
  readonly idempotencyKey: string | null
  readonly occurredAt: string
  readonly expiresAt: string | null
}

/** Nothing is asked, as of an automation that is paused or was too quick. */
export const noKeys = ({ occurredAt }: Pick<AnyEvent, 'occurredAt'>): FlowKeys => ({
  priority: 0,
  concurrencyKey: null,
  throttleKey: null,
  gatherKey: null,
  idempotencyKey: null,
  occurredAt,
  expiresAt: null,
})

/** Longer values are told apart by their beginning alone: an index has to hold them. */
const longestKey = 500

/** Whatever an expression gives: one key that the database refused would hold up the whole log. */
const toKey = (text: string): string => storableText(beginningOf(text, longestKey))

/** Compiles a flow's expressions once, for the types of event that its automation starts on. */
export function compileFlow(flow: Flow, eventTypes: readonly string[]): (event: AnyEvent) => FlowKeys {
  const value = (cel: string): CompiledValue | undefined => {
    const compiled = compileValue(cel, ...eventTypes.map(eventSchemaFor))
    return compiled.ok ? compiled : undefined
  }
  /** An event for which a key has no value (a field that is not there) counts with all others like it. */
  const key = (asked: object | undefined, cel: string | undefined): ((event: AnyEvent) => string | null) => {
    if (!asked) return () => null
    const compiled = cel === undefined ? undefined : value(cel)
    return (event) => toKey(compiled?.text(event) ?? '')
  }
  const { concurrency, throttle, idempotencyKey, priority = 0 } = flow
  const gather = flow.debounce ?? flow.batch
  const concurrencyKey = key(concurrency, concurrency?.key)
  const throttleKey = key(throttle, throttle?.key)
  const gatherKey = key(gather, gather?.key)
  const onceBy = typeof idempotencyKey === 'object' ? idempotencyKey.key : idempotencyKey
  const once = onceBy === undefined ? undefined : value(onceBy)
  const rank = typeof priority === 'string' ? value(priority) : undefined
  const expires = flow.expires === undefined ? null : durationMs(flow.expires)
  return (event) => ({
    priority: clamp(typeof priority === 'number' ? priority : Number(rank?.text(event) ?? 0)),
    concurrencyKey: concurrencyKey(event),
    throttleKey: throttleKey(event),
    gatherKey: gatherKey(event),
    // Nothing is the same as nothing else: such an event is no repeat.
    idempotencyKey: toKey(once?.text(event) ?? '') || null,
    occurredAt: event.occurredAt,
    expiresAt: expires === null ? null : new Date(Date.parse(event.occurredAt) + expires).toISOString(),
  })
}

const clamp = (priority: number): number =>
  Number.isFinite(priority) ? Math.round(Math.max(-100, Math.min(100, priority))) : 0
