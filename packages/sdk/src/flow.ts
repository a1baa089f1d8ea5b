import type { Key } from './condition/key.ts'
import { recordKey } from './condition/key.ts'
import { type Duration, toMilliseconds } from './duration.ts'

/** When the runs of a playbook may start. What is not said does not limit them. */
export interface FlowOptions<E> {
  /**
   * How many run at the same time, of each key; the others wait.
   *
   * @example
   * ```ts
   * concurrency: { key: (e) => e.task.projectId, limit: 5 }
   * ```
   */
  readonly concurrency?: { readonly key?: Key<E>; readonly limit: number }
  /**
   * Runs for the last event of a key once there was none for `period`, or `maxWait` after the first. Those before it are skipped, and
   * say by which.
   */
  readonly debounce?: { readonly key?: Key<E>; readonly period: Duration; readonly maxWait?: Duration }
  /** How many of a key start within any `period`; the others wait, or with `drop` are skipped and say so. */
  readonly throttle?: {
    readonly key?: Key<E>
    readonly limit: number
    readonly period: Duration
    readonly drop?: boolean
  }
  /** One run for up to `size` (at most 200) events of a key, at the latest `timeout` after the first. `events` has them, `event` is the last. */
  readonly batch?: { readonly key?: Key<E>; readonly size: number; readonly timeout: Duration }
  /** Who of those that wait goes first: −100 to 100, default 0. */
  readonly priority?: number | Key<E>
  /** A second event with the same value within `period` (default 24 hours) is skipped. */
  readonly idempotencyKey?: Key<E> | { readonly key: Key<E>; readonly period?: Duration }
  /** A run that has not started so long after its event is skipped. */
  readonly expires?: Duration
  /** How many start in a minute at most, against loops; default: what the workspace says, 1,000. */
  readonly maxPerMinute?: number
}

/** A flow as data: keys are CEL over `event`. */
export interface ManifestFlow {
  readonly concurrency?: { readonly key?: string; readonly limit: number }
  readonly debounce?: { readonly key?: string; readonly period: Duration; readonly maxWait?: Duration }
  readonly throttle?: {
    readonly key?: string
    readonly limit: number
    readonly period: Duration
    readonly drop?: boolean
  }
  readonly batch?: { readonly key?: string; readonly size: number; readonly timeout: Duration }
  readonly priority?: number | string
  readonly idempotencyKey?: string | { readonly key: string; readonly period?: Duration }
  readonly expires?: Duration
  readonly maxPerMinute?: number
}

/** The flow of a playbook that starts on these types of event; null: nothing limits it. @throws PlaybookDefinitionError */
export function recordFlow<E>(options: FlowOptions<E>, eventTypes: readonly string[]): ManifestFlow | null {
  const { concurrency, debounce, throttle, batch, priority, idempotencyKey, expires, maxPerMinute } = options
  const cel = (key: Key<E>, what: string) => recordKey(key, eventTypes, what)
  const keyed = <T extends { readonly key?: Key<E> }>(what: string, { key, ...rest }: T) => ({
    ...rest,
    ...(key !== undefined && { key: cel(key, `${what}: key`) }),
  })
  for (const [what, duration] of [
    ['debounce: period', debounce?.period],
    ['debounce: maxWait', debounce?.maxWait],
    ['throttle: period', throttle?.period],
    ['batch: timeout', batch?.timeout],
    ['expires', expires],
  ] as const)
    if (duration !== undefined) toMilliseconds(duration, what)
  const flow: ManifestFlow = {
    ...(concurrency && { concurrency: keyed('concurrency', concurrency) }),
    ...(debounce && { debounce: keyed('debounce', debounce) }),
    ...(throttle && { throttle: keyed('throttle', throttle) }),
    ...(batch && { batch: keyed('batch', batch) }),
    ...(priority !== undefined && { priority: typeof priority === 'number' ? priority : cel(priority, 'priority') }),
    ...(idempotencyKey !== undefined && { idempotencyKey: onceBy(idempotencyKey, cel) }),
    ...(expires !== undefined && { expires }),
    ...(maxPerMinute !== undefined && { maxPerMinute }),
  }
  return Object.keys(flow).length === 0 ? null : flow
}

function onceBy<E>(
  option: NonNullable<FlowOptions<E>['idempotencyKey']>,
  cel: (key: Key<E>, what: string) => string,
): NonNullable<ManifestFlow['idempotencyKey']> {
  if (typeof option === 'function' || !('key' in option)) return cel(option, 'idempotencyKey')
  const { key, period } = option
  if (period !== undefined) toMilliseconds(period, 'idempotencyKey: period')
  return { key: cel(key, 'idempotencyKey: key'), ...(period !== undefined && { period }) }
}
