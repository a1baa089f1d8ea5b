import {
  type Attempt,
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryTarget,
  dueDeliveryTargets,
  type FailingEndpoint,
  recordAttempts,
  releaseDeliveries,
  type Store,
} from '@orchestrator/store'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'
import { type Loop, startLoop } from '../loop.ts'
import { Ahead } from './ahead.ts'
import { type SendOptions, type Sent, sendDelivery } from './send-delivery.ts'
import { Slots } from './slots.ts'

export interface DelivererOptions extends SendOptions {
  /** Logged in as the relay's own role. */
  readonly store: Store
  readonly logger: Logger
  readonly onGone: (delivery: ClaimedDelivery) => Promise<void>
  readonly onFailing: (workspaceId: string, endpoint: FailingEndpoint, reason: string) => Promise<void>
}

/** Retries become due, and what other processes made. */
const lookInterval = 1_000
/** Beyond the time that a receiver has, for what is written before and after. */
const leaseMargin = 30_000
/** An endpoint that has taken nothing for a day: somebody is to know. */
const failingPatience = 24 * 3_600_000

/** Sends what is due. Receivers that hang take up their own share of what is sent at once and no other's. */
export class Deliverer {
  readonly #options: DelivererOptions
  readonly #slots = new Slots()
  readonly #ahead = new Ahead()
  readonly #open = new Set<Promise<unknown>>()
  /** The end of this process waits for them too. */
  readonly #givingBack = new Set<Promise<void>>()
  readonly #ended: { workspaceId: string; attempt: Attempt; failing?: string }[] = []
  /** Workspaces whose deliveries could not be taken just now. */
  readonly #resting = new Set<string>()
  readonly #abort = new AbortController()
  #flushing: Promise<void> | undefined
  #loop: Loop | undefined

  constructor(options: DelivererOptions) {
    this.#options = options
  }

  /** Something is due, or may be. */
  poke(): void {
    this.#loop?.wake()
  }

  start(): void {
    this.#loop = startLoop('taking deliveries that are due', lookInterval, this.#options.logger, () => this.#look())
  }

  /** Gives receivers that answer a moment, and leaves the others to whoever comes after. */
  async stop(): Promise<void> {
    await this.#loop?.stop()
    const all = Promise.allSettled([...this.#open])
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 3_000).unref())])
    this.#abort.abort()
    await all
    this.#giveBack(this.#ahead.all())
    await Promise.all(this.#givingBack)
    await this.#flushing
  }

  async #look(): Promise<void> {
    const targets = await dueDeliveryTargets(this.#options.store, 2_000)
    // Who has least on its way comes first: the others' backlogs may be older, and never end.
    const byWorkspace = [...Map.groupBy(targets, ({ workspaceId }) => workspaceId)]
      .filter(([workspaceId]) => !this.#resting.has(workspaceId))
      .sort(([a], [b]) => this.#slots.busy(a) - this.#slots.busy(b))
    let [skipped, sent] = [false, false]
    await eachAtOnce(byWorkspace, 2, async ([workspaceId, own]) => {
      const wanted = this.#slots.take(
        workspaceId,
        own.map(({ target }: DeliveryTarget) => target),
      )
      if (wanted.length < own.length) skipped = true
      // What is claimed has its room, which only its sending gives back: no failure of another workspace may come between.
      for (const delivery of await this.#claim(workspaceId, own, wanted)) {
        sent = true
        void this.#send(delivery)
      }
    })
    // A place may have been left out for room that others did not need after all.
    if (skipped && sent) this.poke()
  }

  /** Takes what is due for some places of a workspace, of which some have room. @returns those to be sent now */
  async #claim(
    workspaceId: string,
    own: readonly DeliveryTarget[],
    wanted: readonly { target: string; most: number }[],
  ): Promise<readonly ClaimedDelivery[]> {
    const { store, timeoutMs } = this.#options
    const crowded = this.#slots.isWaitedFor(workspaceId)
    const rooms = new Map(wanted.map(({ target, most }) => [target, most]))
    let ahead = 0
    const asked = own.flatMap(({ target }) => {
      const more = this.#ahead.want(`${workspaceId} ${target}`)
      ahead += more
      const most = (rooms.get(target) ?? 0) + more
      return most > 0 ? { target, most } : []
    })
    if (asked.length === 0) return []
    const now: ClaimedDelivery[] = []
    const later: ClaimedDelivery[] = []
    try {
      const some = await claimDeliveries(store, workspaceId, asked, timeoutMs + leaseMargin)
      const byTarget = Map.groupBy(some, ({ sendTarget }) => sendTarget)
      for (const { target, most } of asked) {
        const given = byTarget.get(target) ?? []
        const room = rooms.get(target) ?? 0
        now.push(...given.slice(0, room))
        later.push(...given.slice(room))
        this.#ahead.looked(`${workspaceId} ${target}`, given.length === most)
      }
    } catch (error) {
      this.#putOff(workspaceId, error)
    }
    this.#slots.taken(
      workspaceId,
      wanted,
      now.map(({ sendTarget }) => sendTarget),
    )
    now.push(...this.#keepAhead(workspaceId, later, crowded))
    this.#ahead.taken(ahead)
    return now
  }

  /** Whatever is wrong with a workspace: those of others are sent. */
  #putOff(workspaceId: string, error: unknown): void {
    this.#options.logger.error({ err: error, workspaceId }, 'deliveries could not be taken; it is tried again')
    this.#resting.add(workspaceId)
    setTimeout(() => this.#resting.delete(workspaceId), lookInterval).unref()
  }

  /** Keeps for later what there is no room for. @returns those for which there is by now, unless others wait for it */
  #keepAhead(workspaceId: string, later: readonly ClaimedDelivery[], crowded: boolean): ClaimedDelivery[] {
    const now: ClaimedDelivery[] = []
    const back: ClaimedDelivery[] = []
    for (const delivery of later) {
      const { sendTarget } = delivery
      if (!crowded && this.#slots.takeOne(workspaceId, sendTarget)) now.push(delivery)
      // The next is sent when one has arrived; where none is on its way, nobody would come for it.
      else if (!this.#slots.isBusy(workspaceId, sendTarget)) back.push(delivery)
      else if (!this.#ahead.put(`${workspaceId} ${sendTarget}`, delivery)) back.push(delivery)
    }
    this.#giveBack(back)
    return now
  }

  #giveBack(taken: readonly ClaimedDelivery[]): void {
    for (const [workspaceId, own] of Map.groupBy(taken, (one) => one.workspaceId)) {
      const giving = releaseDeliveries(this.#options.store, workspaceId, own)
        .catch(this.#warn)
        .finally(() => this.#givingBack.delete(giving))
      this.#givingBack.add(giving)
    }
  }

  #send(delivery: ClaimedDelivery): Promise<void> {
    const { workspaceId, sendTarget } = delivery
    const key = `${workspaceId} ${sendTarget}`
    const sending = sendDelivery(delivery, this.#options, this.#abort.signal)
      .then(({ attempt, gone }: Sent) => {
        this.#ended.push({ workspaceId, attempt })
        this.#flushing ??= this.#flush().finally(() => {
          this.#flushing = undefined
        })
        if (gone) void this.#options.onGone(delivery).catch(this.#warn)
        const delivered = attempt.status === 'delivered'
        this.#giveBack(this.#ahead.answered(key, { delivered, ms: attempt.latencyMs }))
      })
      // Aborted: it is due again when its lease is over.
      .catch(() => undefined)
      .finally(() => {
        this.#open.delete(sending)
        const waitedFor = this.#slots.isWaitedFor(workspaceId)
        const next = this.#abort.signal.aborted ? undefined : this.#ahead.next(key, waitedFor)
        // It takes over the room of the one before.
        if (next) void this.#send(next)
        const waited = next ? false : this.#slots.free(workspaceId, sendTarget)
        const more = waited || this.#ahead.isLow(key)
        if (!this.#slots.isBusy(workspaceId, sendTarget)) this.#giveBack(this.#ahead.forget(key))
        if (more) this.poke()
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
