import { toAppError } from '@orchestrator/store'

interface Waiting<T> {
  readonly item: T
  resolve(): void
  reject(error: unknown): void
}

const mostTogether = 200

/**
 * Writes things of one workspace together that come while others are written: one transaction for all of them. Where the database
 * refuses them together, each is written by itself.
 */
export class GroupWriter<T> {
  readonly #write: (workspaceId: string, items: readonly T[]) => Promise<unknown>
  readonly #queues = new Map<string, Waiting<T>[]>()

  constructor(write: (workspaceId: string, items: readonly T[]) => Promise<unknown>) {
    this.#write = write
  }

  write(workspaceId: string, item: T): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const queue = this.#queues.get(workspaceId)
    const waiting = { item, resolve, reject }
    if (queue) queue.push(waiting)
    else {
      this.#queues.set(workspaceId, [waiting])
      // Those of the same moment go with it.
      setImmediate(() => void this.#drain(workspaceId))
    }
    return promise
  }

  async #drain(workspaceId: string): Promise<void> {
    const queue = this.#queues.get(workspaceId) ?? []
    while (queue.length > 0) {
      const some = queue.splice(0, mostTogether)
      const error = await this.#settle(workspaceId, some)
      if (error === undefined) continue
      if (some.length === 1 || toAppError(error).code === 'unavailable') for (const { reject } of some) reject(error)
      else
        for (const one of some) {
          const refusal = await this.#settle(workspaceId, [one])
          if (refusal !== undefined) one.reject(refusal)
        }
    }
    this.#queues.delete(workspaceId)
  }

  /** @returns why nothing was written; undefined when it was */
  async #settle(workspaceId: string, some: readonly Waiting<T>[]): Promise<unknown> {
    try {
      await this.#write(
        workspaceId,
        some.map(({ item }) => item),
      )
      for (const { resolve } of some) resolve()
      return undefined
    } catch (error) {
      return error ?? new Error('it was not written')
    }
  }
}
