import {
  type AnyEvent,
  compileFlow,
  durationMs,
  type Flow,
  type FlowKeys,
  idempotencyPeriod,
} from '@orchestrator/domain'

/** What becomes of an event that was met: it runs (perhaps with others), or it is left out. */
export type Gathered =
  | { readonly kind: 'run'; readonly events: readonly AnyEvent[]; readonly startsAt: number }
  | { readonly kind: 'skipped'; readonly event: AnyEvent; readonly code: 'debounced' | 'batched' | 'duplicate' }
  | { readonly kind: 'held'; readonly event: AnyEvent }

interface Group {
  readonly events: AnyEvent[]
  readonly first: number
  dueAt: number
}

const timeOf = (event: AnyEvent): number => Date.parse(event.occurredAt)

/** Does what a flow says of gathering and of repeats, in the time of the log. Limits of how many run are not looked at. */
export class Gatherer {
  readonly #flow: Flow
  readonly #keys: (event: AnyEvent) => FlowKeys
  readonly #groups = new Map<string, Group>()
  readonly #once = new Map<string, number>()

  constructor(flow: Flow, types: readonly string[]) {
    this.#flow = flow
    this.#keys = compileFlow(flow, types)
  }

  add(event: AnyEvent): Gathered[] {
    const now = timeOf(event)
    const out = this.due(now)
    const { gatherKey, idempotencyKey } = this.#keys(event)
    if (idempotencyKey !== null) {
      for (const [key, until] of this.#once) if (until <= now) this.#once.delete(key)
      if (this.#once.has(idempotencyKey)) return [...out, { kind: 'skipped', event, code: 'duplicate' }]
      this.#once.set(idempotencyKey, now + idempotencyPeriod(this.#flow))
    }
    const { debounce, batch } = this.#flow
    if (!debounce && !batch) return [...out, { kind: 'run', events: [event], startsAt: now }]
    const key = gatherKey ?? ''
    const group = this.#groups.get(key) ?? { events: [], first: now, dueAt: now }
    this.#groups.set(key, group)
    if (debounce) {
      out.push(...group.events.splice(0).map((one) => skipped(one, 'debounced')))
      group.events.push(event)
      const latest =
        debounce.maxWait === undefined ? Number.POSITIVE_INFINITY : group.first + durationMs(debounce.maxWait)
      group.dueAt = Math.min(now + durationMs(debounce.period), latest)
      return out
    }
    group.events.push(event)
    group.dueAt = group.first + durationMs(batch?.timeout ?? 0)
    if (group.events.length < (batch?.size ?? 1)) return out
    this.#groups.delete(key)
    return [...out, ...runOf(group, now)]
  }

  /** Groups whose time is over. */
  due(now: number): Gathered[] {
    return [...this.#groups].flatMap(([key, group]) => {
      if (group.dueAt > now) return []
      this.#groups.delete(key)
      return runOf(group, group.dueAt)
    })
  }

  /** What is still gathered when the log ends. */
  rest(): Gathered[] {
    const left = [...this.#groups.values()].flatMap(({ events }) => events)
    this.#groups.clear()
    return left.map((event) => ({ kind: 'held', event }))
  }

  isGathering = (seq: number): boolean =>
    [...this.#groups.values()].some(({ events }) => events.some((event) => event.seq === seq))
}

const skipped = (event: AnyEvent, code: 'debounced' | 'batched'): Gathered => ({ kind: 'skipped', event, code })

const runOf = ({ events }: Group, startsAt: number): Gathered[] => [
  ...events.slice(0, -1).map((event) => skipped(event, 'batched')),
  { kind: 'run', events, startsAt },
]
