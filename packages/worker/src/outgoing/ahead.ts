import type { ClaimedDelivery } from '@orchestrator/store'

/** Taken ahead for one place: they are sent within moments, as long as it answers as it did. */
const most = 40
/** In all: each is held in memory with its event, and taken from other processes. */
const mostInAll = 1_000
/** With so few left, more are taken. */
const few = 15
/** A place is fast that took the last delivery in this time. */
const fastMs = 250

interface Place {
  readonly waiting: ClaimedDelivery[]
  /** The last look at the table gave as many as were wanted. */
  more: boolean
  /** So many have taken over room from one before. */
  handedOver: number
}

/**
 * Deliveries that were taken before there is room to send them: for places that answer fast, so that one look at the table
 * serves many. How many are on their way to a place at once stays the same.
 */
export class Ahead {
  readonly #fast = new Map<string, Place>()
  /** What waits, and what is being taken. */
  #count = 0

  /** How many may be taken beyond what can be sent now. They count until {@link taken} says that they were. */
  want(key: string): number {
    const place = this.#fast.get(key)
    if (!place || place.waiting.length > few) return 0
    const wanted = Math.min(most - place.waiting.length, mostInAll - this.#count)
    this.#count += wanted
    return wanted
  }

  /** So many were wanted, and those that were there have been put. */
  taken(wanted: number): void {
    this.#count -= wanted
  }

  /** @returns false when the place is not fast any more */
  put(key: string, delivery: ClaimedDelivery): boolean {
    const place = this.#fast.get(key)
    if (!place) return false
    place.waiting.push(delivery)
    this.#count++
    return true
  }

  /** What a look at the table gave for a place that was fast. */
  looked(key: string, full: boolean): void {
    const place = this.#fast.get(key)
    if (place) place.more = full
  }

  /** What takes over the room of one that has arrived: nothing now and then, while others wait for the room. */
  next(key: string, waitedFor: boolean): ClaimedDelivery | undefined {
    const place = this.#fast.get(key)
    if (!place) return undefined
    if (waitedFor && place.handedOver >= most) {
      place.handedOver = 0
      return undefined
    }
    const next = place.waiting.shift()
    if (!next) return undefined
    place.handedOver++
    this.#count--
    return next
  }

  /** Few are left, and the table has more. */
  isLow(key: string): boolean {
    const place = this.#fast.get(key)
    if (!place?.more || place.waiting.length > few) return false
    place.more = false
    return true
  }

  /** @returns those that were taken ahead for a place that is not fast any more */
  answered(key: string, { delivered, ms }: { delivered: boolean; ms: number }): readonly ClaimedDelivery[] {
    const isFast = delivered && ms <= fastMs
    if (!isFast) return this.forget(key)
    if (!this.#fast.has(key)) this.#fast.set(key, { waiting: [], more: false, handedOver: 0 })
    return []
  }

  /** Nothing is on its way to a place, or it is not fast any more. @returns those that were taken ahead for it */
  forget(key: string): readonly ClaimedDelivery[] {
    const waiting = this.#fast.get(key)?.waiting ?? []
    this.#fast.delete(key)
    this.#count -= waiting.length
    return waiting
  }

  all(): readonly ClaimedDelivery[] {
    return [...this.#fast.keys()].flatMap((key) => this.forget(key))
  }
}
