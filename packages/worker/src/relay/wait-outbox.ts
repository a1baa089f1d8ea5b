import { cancelWait, markWaitDelivered, readMatchedWait, type Store, undeliveredWaits } from '@orchestrator/store'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'

const atOnce = 20

/** Tells runs that an event came for which they wait. A run may be told twice and ignores the repetition; none is forgotten. */
export class WaitOutbox {
  readonly #store: Store
  readonly #client: Client
  readonly #logger: Logger
  #again = false
  #running: Promise<void> | undefined

  constructor(options: { store: Store; client: Client; logger: Logger }) {
    this.#store = options.store
    this.#client = options.client
    this.#logger = options.logger
  }

  /** There are matched waits, or may be. */
  poke(): void {
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  async stop(): Promise<void> {
    this.#again = false
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false
      const waits = await undeliveredWaits(this.#store, 500).catch(() => [])
      await eachAtOnce(waits, atOnce, ({ workspaceId, id }) => this.#deliver(workspaceId, id))
      if (waits.length === 500) this.#again = true
    }
  }

  async #deliver(workspaceId: string, id: string): Promise<void> {
    try {
      const wait = await readMatchedWait(this.#store, workspaceId, id)
      if (!wait || wait.workflowId === null) return
      await this.#client.workflow.getHandle(wait.workflowId).signal('wait', { waitId: wait.id })
      await markWaitDelivered(this.#store, workspaceId, id)
    } catch (error) {
      // The run has ended: nobody waits any more.
      if (error instanceof WorkflowNotFoundError) await cancelWait(this.#store, workspaceId, id).catch(() => {})
      // The next sweep tells it again.
      else
        this.#logger.warn(
          { err: error, workspaceId, wait: id },
          'a run could not be told of its event; it is tried again',
        )
    }
  }
}
