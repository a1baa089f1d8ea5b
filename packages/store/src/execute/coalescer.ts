import type { Sql } from '../connection.ts'
import { isRetryable, toAppError } from './database-errors.ts'
import { executeGroup } from './execute-group.ts'
import { type PreparedRequest, prepareRequest } from './prepare.ts'
import type { AppliedCommand, ExecuteOutcome, ExecuteRequest } from './request.ts'

interface Waiting {
  readonly request: PreparedRequest
  readonly resolve: (outcome: ExecuteOutcome) => void
  readonly reject: (error: unknown) => void
}

const mostTogether = 50
const attempts = 4

/**
 * Runs requests so that those of one workspace which wait for its log's lock share a transaction, and with it one flush.
 * A request that comes alone runs at once and alone.
 */
export class Coalescer {
  readonly #sql: Sql
  readonly #waiting = new Map<string, Waiting[]>()
  readonly #committed: () => void

  /** @param committed called after each commit that may have made events */
  constructor(sql: Sql, committed: () => void) {
    this.#sql = sql
    this.#committed = committed
  }

  /** @throws AppError; nothing of the request is stored then */
  async run(request: ExecuteRequest): Promise<readonly AppliedCommand[]> {
    const prepared = prepareRequest(request)
    const outcome = await new Promise<ExecuteOutcome>((resolve, reject) =>
      this.#enqueue({ request: prepared, resolve, reject }),
    )
    if (!outcome.ok) throw outcome.error
    return outcome.commands
  }

  #enqueue(waiting: Waiting): void {
    const { workspaceId } = waiting.request.principal
    const queue = this.#waiting.get(workspaceId)
    if (queue) {
      queue.push(waiting)
      return
    }
    this.#waiting.set(workspaceId, [waiting])
    void this.#drain(workspaceId)
  }

  async #drain(workspaceId: string): Promise<void> {
    for (;;) {
      const queue = this.#waiting.get(workspaceId) ?? []
      if (queue.length === 0) break
      await this.#runGroup(workspaceId, queue.splice(0, mostTogether))
    }
    this.#waiting.delete(workspaceId)
  }

  async #runGroup(workspaceId: string, group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await executeGroup(
        this.#sql,
        workspaceId,
        group.map((waiting) => waiting.request),
      )
      this.#committed()
      for (const [index, outcome] of outcomes.entries()) group[index]?.resolve(outcome)
    } catch {
      // The database refused something of one of them: singly, only that one fails.
      for (const waiting of group) await this.#runSingly(workspaceId, waiting)
    }
  }

  async #runSingly(workspaceId: string, { request, resolve, reject }: Waiting): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const [outcome] = await executeGroup(this.#sql, workspaceId, [request])
        this.#committed()
        if (outcome) resolve(outcome)
        return
      } catch (error) {
        if (isRetryable(error) && attempt < attempts) continue
        reject(toAppError(error))
        return
      }
    }
  }
}
