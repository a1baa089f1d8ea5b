import type { AnyEvent } from '@orchestrator/domain'

const most = 5_000

/** Events that the relay matched a moment ago, so that the transaction which runs their rules need not read them again. */
export class RecentEvents {
  readonly #events = new Map<string, { event: AnyEvent; uses: number }>()

  /** Keeps an event for so many rules. */
  keep(event: AnyEvent, uses: number): void {
    const known = this.#events.get(event.id)
    this.#events.set(event.id, { event, uses: uses + (known?.uses ?? 0) })
    if (this.#events.size > most) {
      const oldest = this.#events.keys().next()
      if (!oldest.done) this.#events.delete(oldest.value)
    }
  }

  take(eventId: string): AnyEvent | undefined {
    const known = this.#events.get(eventId)
    if (!known) return undefined
    if (--known.uses <= 0) this.#events.delete(eventId)
    return known.event
  }
}
