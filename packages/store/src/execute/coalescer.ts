import { AppError } from '@orchestrator/domain'
import type { Sql } from '../connection.ts'
import { isLost, isRetryable } from './database-errors.ts'
import { executeGroup } from './execute-group.ts'
import { type PreparedRequest, prepareRequest } from './prepare.ts'
import type { AppliedCommand, ExecuteOutcome, ExecuteRequest } from './request.ts'
import { Slots } from './slots.ts'
import { refusalOf } from './unstorable.ts'

interface Waiting {
  readonly request: PreparedRequest
  /** Not begun after this moment: whoever asked is told no then. */
  readonly latest: number
  readonly resolve: (outcome: ExecuteOutcome) => void
  readonly reject: (error: unknown) => void
}

export interface CoalescerOptions {
  /** How many transactions run at a time. The others wait here, where they can be given up. */
  readonly connections: number
  /** After so many milliseconds a request is not begun any more. */
  readonly patienceMs: number
  /** Called after each commit that may have made events. */
  readonly committed: () => void
}

const mostTogether = 50
const attempts = 4
/** Past these a request is refused at once: with a slow database it would only be late, and memory is finite. */
export const mostWaiting = { inWorkspace: 1_000, inAll: 5_000 }

/**
 * Runs requests so that those of one workspace which wait for its log's lock share a transaction, and with it one flush.
 * A request that comes alone runs at once and alone.
 */
export class Coalescer {
  readonly #sql: Sql
  readonly #options: CoalescerOptions
  readonly #slots: Slots
  readonly #queues = new Map<string, Waiting[]>()
  #waiting = 0

  constructor(sql: Sql, options: CoalescerOptions) {
    this.#sql = sql
    this.#options = options
    this.#slots = new Slots(options.connections)
  }

  /** @throws AppError; nothing of the request is stored then */
  async run(request: ExecuteRequest): Promise<readonly AppliedCommand[]> {
    const prepared = prepareRequest(request)
    const latest = Date.now() + this.#options.patienceMs
    const outcome = await new Promise<ExecuteOutcome>((resolve, reject) =>
      this.#enqueue({ request: prepared, latest, resolve, reject }),
    )
    if (!outcome.ok) throw outcome.error
    return outcome.commands
  }

  #enqueue(waiting: Waiting): void {
    const { workspaceId } = waiting.request.principal
    const queue = this.#queues.get(workspaceId)
    if (this.#waiting >= mostWaiting.inAll || (queue?.length ?? 0) >= mostWaiting.inWorkspace) {
      waiting.reject(new AppError('unavailable', 'too many changes wait for the database; try again in a moment'))
      return
    }
    this.#waiting++
    if (queue) {
      queue.push(waiting)
      return
    }
    this.#queues.set(workspaceId, [waiting])
    void this.#drain(workspaceId)
  }

  async #drain(workspaceId: string): Promise<void> {
    const queue = this.#queues.get(workspaceId) ?? []
    const stop = this.#refuseLate(queue)
    while (queue.length > 0) {
      await this.#slots.take()
      const taken = queue.splice(0, mostTogether)
      this.#waiting -= taken.length
      const group = inTime(taken)
      if (group.length > 0) await this.#runGroup(workspaceId, group)
      this.#slots.give()
    }
    stop()
    this.#queues.delete(workspaceId)
  }

  /** Refuses what waits past its time, also while the database hangs and nothing gets its turn. @returns how to stop */
  #refuseLate(queue: Waiting[]): () => void {
    const timer = setInterval(() => {
      const all = queue.splice(0)
      queue.push(...inTime(all))
      this.#waiting -= all.length - queue.length
    }, this.#options.patienceMs / 10)
    return () => clearInterval(timer)
  }

  async #runGroup(workspaceId: string, group: readonly Waiting[]): Promise<void> {
    try {
      await this.#settle(workspaceId, group).catch((error: unknown) => {
        // A connection that was lost while it was idle is no reason to refuse: what was committed is known by its id.
        if (!isLost(error)) throw error
        const again = inTime(group)
        if (again.length > 0) return this.#settle(workspaceId, again)
      })
    } catch (error) {
      if (isLost(error)) refuse(group, error)
      // The database refused something of one of them: singly, only that one fails.
      else await this.#runSingly(workspaceId, group)
    }
  }

  async #runSingly(workspaceId: string, group: readonly Waiting[]): Promise<void> {
    for (const [index, waiting] of group.entries()) {
      const error = await this.#runOne(workspaceId, waiting)
      // The others would find the same, each after a time-out of its own.
      if (isLost(error)) return refuse(group.slice(index), error)
      if (error !== undefined) refuse([waiting], error)
    }
  }

  /** @returns why it was not done; undefined when it was */
  async #runOne(workspaceId: string, waiting: Waiting): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      if (inTime([waiting]).length === 0) return undefined
      try {
        await this.#settle(workspaceId, [waiting])
        return undefined
      } catch (error) {
        if (!isRetryable(error) || attempt === attempts) return error
      }
    }
  }

  async #settle(workspaceId: string, group: readonly Waiting[]): Promise<void> {
    const requests = group.map((waiting) => waiting.request)
    const outcomes = await executeGroup(this.#sql, workspaceId, requests)
    this.#options.committed()
    for (const [index, outcome] of outcomes.entries()) group[index]?.resolve(outcome)
  }
}

/** Refuses those whose time is over. @returns the others */
function inTime(waiting: readonly Waiting[]): Waiting[] {
  const now = Date.now()
  return waiting.filter(({ latest, reject }) => {
    if (now <= latest) return true
    reject(new AppError('unavailable', 'the database had no time for the change; try again'))
    return false
  })
}

function refuse(group: readonly Waiting[], error: unknown): void {
  for (const { request, reject } of group) reject(refusalOf(error, request))
}
