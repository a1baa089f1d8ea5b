import { newId } from '@orchestrator/domain'
import { inSpan } from '@orchestrator/telemetry'
import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import { workflowTaskTimeout } from '../temporal/names.ts'
import type { deliveryBatch } from '../workflows/delivery-batch.ts'
import type { ruleBatch } from '../workflows/rule-batch.ts'
import type { BatchObserver } from './batch-activities.ts'

export const rulesTaskQueue = 'rules'

export const batchWorkflowId = (batchId: string, epoch: number, kind: BatchKind = 'rules') =>
  `${kind}/${batchId}#${epoch}`

/** What is done in batches. */
type BatchKind = 'rules' | 'deliveries'

const workflows = {
  rules: { type: 'ruleBatch', summary: 'Rules that became due together, of all workspaces' },
  deliveries: { type: 'deliveryBatch', summary: 'Deliveries that became due together, of all workspaces' },
} as const

/** A batch that does not say in this time that it ended is asked for at Temporal. */
const patience = 2_000

/**
 * Starts one batch at a time: what becomes due while it runs makes up the next, so batches grow with the load and their
 * cost is shared. It shares its process, and its connection to Temporal, with the worker: so batches start eagerly.
 */
export class BatchStarter implements BatchObserver {
  readonly #client: Client
  readonly #kind: BatchKind
  readonly #epoch: number
  readonly #logger: Logger
  #pokes = 0
  /** The last poke that a claim has covered. */
  #covered = 0
  #running: Promise<void> | undefined
  #finished: { batchId: string; resolve: () => void } | undefined
  #stopping = false

  constructor(options: { client: Client; epoch: number; logger: Logger; kind?: BatchKind }) {
    this.#kind = options.kind ?? 'rules'
    this.#client = options.client
    this.#epoch = options.epoch
    this.#logger = options.logger
  }

  /** There is something to do, or will be in a moment. */
  poke(): void {
    this.#pokes++
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#running
  }

  claiming(batchId: string): void {
    if (this.#finished?.batchId === batchId) this.#covered = this.#pokes
  }

  finished(batchId: string, full: boolean): void {
    if (this.#finished?.batchId !== batchId) return
    if (full) this.#covered = -1
    this.#finished.resolve()
  }

  async #run(): Promise<void> {
    while (this.#covered < this.#pokes && !this.#stopping) {
      try {
        await this.#runBatch()
      } catch (error) {
        this.#logger.warn({ err: error }, `a batch of ${this.#kind} could not be started; it is tried again`)
        await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
    }
  }

  async #runBatch(): Promise<void> {
    const batchId = newId()
    const finished = new Promise<void>((resolve) => {
      this.#finished = { batchId, resolve }
    })
    const covering = this.#pokes
    const { type, summary } = workflows[this.#kind]
    const start = () =>
      this.#client.workflow.start<typeof ruleBatch | typeof deliveryBatch>(type, {
        workflowId: batchWorkflowId(batchId, this.#epoch, this.#kind),
        taskQueue: rulesTaskQueue,
        args: [{ batchId }],
        requestEagerStart: true,
        workflowTaskTimeout,
        staticSummary: summary,
      })
    const handle = await inSpan(`start ${type}`, { 'orchestrator.batch': batchId }, start)
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, patience, 'late').unref())
    if ((await Promise.race([finished, late])) !== 'late') return
    // Another process runs it, or it waits for the database: its end is known to Temporal.
    await Promise.race([finished, handle.result().catch(() => undefined)])
    this.#covered = Math.max(this.#covered, covering)
  }
}
