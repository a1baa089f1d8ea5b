import {
  type Attempt,
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryTarget,
  dueDeliveryTargets,
  type FailingEndpoint,
  recordAttempts,
  type Store,
} from '@orchestrator/store'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'
import { type SendOptions, type Sent, sendDelivery } from './send-delivery.ts'
import { Slots } from './slots.ts'

export interface DelivererOptions extends SendOptions {
  /** Logged in as the relay's own role. */
  readonly store: Store
  readonly logger: Logger
  readonly onGone: (delivery: ClaimedDelivery) => Promise<void>
  readonly onFailing: (workspaceId: string, endpoint: FailingEndpoint, reason: string) => Promise<void>
  /** There is more to send than a batch that has ended could. */
  readonly onMore: () => void
}

/** What a batch did. Those that hang are left to this process when the batch ends. */
export interface BatchReport {
  readonly sent: number
  readonly delivered: number
  readonly failed: number
  readonly open: number
}

const mostInBatch = 5_000
/** A batch stays for so long for what comes next, so that a busy time is one batch. */
const linger = 30
/** A batch waits at most so long for receivers. */
const patience = 1_000
/** Beyond the time that a receiver has, for what is written before and after. */
const leaseMargin = 30_000
/** An endpoint that has taken nothing for a day: somebody is to know. */
const failingPatience = 24 * 3_600_000

/** Sends what is due. Receivers that hang take up their own share of what is sent at once and no other's. */
export class Deliverer {
  readonly #options: DelivererOptions
  readonly #slots = new Slots()
  readonly #open = new Set<Promise<unknown>>()
  readonly #ended: { workspaceId: string; attempt: Attempt; failing?: string }[] = []
  readonly #abort = new AbortController()
  #flushing: Promise<void> | undefined
  #due = false
  #running = false
  #wake: () => void = () => {}

  constructor(options: DelivererOptions) {
    this.#options = options
  }

  /** Something is due, or may be. */
  poke(): void {
    this.#due = true
    this.#wake()
  }

  /** @param onClaim called before each look at what is due */
  async run(onClaim: () => void): Promise<BatchReport> {
    const report = { sent: 0, delivered: 0, failed: 0 }
    const own = new Set<Promise<unknown>>()
    let last = performance.now()
    this.#running = true
    this.#due = true
    try {
      while (report.sent < mostInBatch && !this.#abort.signal.aborted) {
        if (this.#due) {
          this.#due = false
          onClaim()
          for (const delivery of await this.#claim()) {
            report.sent++
            last = performance.now()
            const sending = this.#send(delivery).then((delivered) => void report[delivered ? 'delivered' : 'failed']++)
            own.add(sending.finally(() => own.delete(sending)))
          }
          continue
        }
        const left = last + (own.size > 0 ? patience : linger) - performance.now()
        if (left <= 0) break
        await this.#woken(left)
      }
    } finally {
      this.#running = false
    }
    return { ...report, open: report.sent - report.delivered - report.failed }
  }

  /** Gives receivers that answer a moment, and leaves the others to whoever comes after. */
  async stop(): Promise<void> {
    this.#wake()
    const all = Promise.allSettled([...this.#open])
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 3_000).unref())])
    this.#abort.abort()
    this.#wake()
    await all
    await this.#flushing
  }

  /** Whether more may be sent to a place now. */
  hasRoom(workspaceId: string, target: string): boolean {
    return this.#slots.hasRoom(workspaceId, target)
  }

  #woken(most: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, most)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #claim(): Promise<readonly ClaimedDelivery[]> {
    const { store, timeoutMs } = this.#options
    const targets = await dueDeliveryTargets(store, 2_000)
    const claimed: ClaimedDelivery[] = []
    const byWorkspace = [...Map.groupBy(targets, ({ workspaceId }) => workspaceId)]
    let skipped = false
    await eachAtOnce(byWorkspace, 2, async ([workspaceId, own]) => {
      const wanted = this.#slots.take(
        workspaceId,
        own.map(({ target }: DeliveryTarget) => target),
      )
      if (wanted.length < own.length) skipped = true
      if (wanted.length === 0) return
      try {
        const some = await claimDeliveries(store, workspaceId, wanted, timeoutMs + leaseMargin)
        this.#slots.taken(
          workspaceId,
          wanted,
          some.map(({ sendTarget }) => sendTarget),
        )
        claimed.push(...some)
      } catch (error) {
        this.#slots.taken(workspaceId, wanted, [])
        throw error
      }
    })
    // A place may have been left out for room that others did not need after all.
    if (skipped && claimed.length > 0) this.#due = true
    return claimed
  }

  /** @returns whether it was delivered */
  #send(delivery: ClaimedDelivery): Promise<boolean> {
    const { workspaceId, sendTarget } = delivery
    const sending = sendDelivery(delivery, this.#options, this.#abort.signal)
      .then(({ attempt, gone }: Sent) => {
        this.#ended.push({ workspaceId, attempt })
        this.#flushing ??= this.#flush().finally(() => {
          this.#flushing = undefined
        })
        if (gone) void this.#options.onGone(delivery).catch(this.#warn)
        return attempt.status === 'delivered'
      })
      // Aborted: it is due again when its lease is over.
      .catch(() => false)
      .finally(() => {
        this.#open.delete(sending)
        const more = this.#slots.free(workspaceId, sendTarget)
        if (more) this.poke()
        else this.#wake()
        if (more && !this.#running) this.#options.onMore()
      })
    this.#open.add(sending)
    return sending
  }

  /** One write for all that ended while the one before was under way. */
  async #flush(): Promise<void> {
    while (this.#ended.length > 0) {
      const ended = this.#ended.splice(0, 500)
      for (const [workspaceId, own] of Map.groupBy(ended, (one) => one.workspaceId)) {
        const attempts = own.map(({ attempt }) => attempt)
        try {
          const failing = await recordAttempts(this.#options.store, workspaceId, attempts, failingPatience)
          for (const endpoint of failing) {
            const reason = attempts.findLast(({ endpointId }) => endpointId === endpoint.id)?.error ?? ''
            await this.#options.onFailing(workspaceId, endpoint, reason)
          }
        } catch (error) {
          // What is not recorded is sent again after its lease, under the same id.
          this.#warn(error)
        }
      }
    }
  }

  readonly #warn = (error: unknown) =>
    this.#options.logger.warn({ err: error }, 'what became of deliveries could not be written; it is tried again')
}
