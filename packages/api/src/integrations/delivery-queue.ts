import { AppError } from '@orchestrator/domain'
import { type InboundDelivery, keepDeliveries, type Store, toAppError } from '@orchestrator/store'

const mostTogether = 100
/** Of one connection: what is in memory is bounded. */
const mostWaiting = 500
const mostBytes = 8 * 1024 * 1024

interface Waiting {
  readonly delivery: InboundDelivery
  readonly kept: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Keeps deliveries, those of one connection that come while others are written in one transaction: each has to wake the connection, which is one
 * row, so that one after the other they would wait for each other's commits.
 */
export class DeliveryQueue {
  readonly #store: Store
  readonly #waiting = new Map<string, Waiting[]>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Resolves once it is stored. */
  keep(workspaceId: string, connectionId: string, delivery: InboundDelivery): Promise<void> {
    return new Promise((kept, failed) => {
      const one = { delivery, kept, failed }
      const waiting = this.#waiting.get(connectionId)
      if (waiting && waiting.length >= mostWaiting)
        return failed(new AppError('unavailable', 'more comes than can be stored; send it again'))
      if (waiting) return void waiting.push(one)
      this.#waiting.set(connectionId, [one])
      void this.#write(workspaceId, connectionId)
    })
  }

  async #write(workspaceId: string, connectionId: string): Promise<void> {
    const waiting = this.#waiting.get(connectionId) ?? []
    while (waiting.length > 0) {
      const together = waiting.splice(0, fitting(waiting))
      // One that cannot be stored keeps none of the others out.
      if (!(await this.#storeTogether(workspaceId, connectionId, together)))
        for (const one of together) await this.#storeTogether(workspaceId, connectionId, [one])
    }
    this.#waiting.delete(connectionId)
  }

  /** @returns false: several together could not be stored */
  async #storeTogether(workspaceId: string, connectionId: string, together: readonly Waiting[]): Promise<boolean> {
    try {
      const deliveries = together.map(({ delivery }) => delivery)
      await keepDeliveries(this.#store, { workspaceId, connectionId }, deliveries)
      for (const { kept } of together) kept()
    } catch (error) {
      // While the database is away none is tried by itself: whoever sends tries again.
      if (together.length > 1 && toAppError(error).code !== 'unavailable') return false
      for (const { failed } of together) failed(error)
    }
    return true
  }
}

/** How many go together: at least one. */
function fitting(waiting: readonly Waiting[]): number {
  let bytes = 0
  const most = waiting.slice(0, mostTogether)
  const end = most.findIndex(({ delivery }, index) => {
    bytes += delivery.body.length
    return index > 0 && bytes > mostBytes
  })
  return end === -1 ? most.length : end
}
