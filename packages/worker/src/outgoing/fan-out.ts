import { noticeTypes } from '@orchestrator/domain'
import {
  type EventRow,
  endpointsAt,
  endpointTypes,
  ensureFanOutCursor,
  type FanOutResult,
  type FanOutRound,
  fanOutBehind,
  fanOutRound,
  type NewDelivery,
  type Store,
  toEvent,
} from '@orchestrator/store'
import type { Logger } from 'pino'
import { EndpointView } from './endpoint-view.ts'
import { noticesUpTo } from './find-notices.ts'
import { type LostRight, lostRights } from './lost-rights.ts'

const eventsPerRound = 1_000
const roundsAtOnce = 2
/** What waits for nobody's answer is done together. */
const unhurried = 50
const sweepInterval = 5_000

interface Known {
  readonly view: EndpointView
  /** The cursor at which the view holds; -1: nothing is known. */
  cursor: number
  /** Found in the round under way. */
  lost: readonly LostRight[]
  timer: NodeJS.Timeout | undefined
}

export interface FanOutOptions {
  readonly store: Store
  readonly logger: Logger
  readonly onDeliveries: () => void
  readonly onLostRight: (workspaceId: string, lost: LostRight) => Promise<void>
}

/**
 * Turns what is in the log into what is to be sent. It has a cursor of its own, behind the relay's, so that no automation waits for
 * it; a workspace without endpoints is looked at a moment later.
 */
export class FanOut {
  readonly #store: Store
  readonly #logger: Logger
  readonly #onDeliveries: () => void
  readonly #onLostRight: FanOutOptions['onLostRight']
  readonly #workspaces = new Map<string, Known>()
  readonly #queue = new Set<string>()
  readonly #busy = new Set<string>()
  #sweep: NodeJS.Timeout | undefined
  #stopping = false
  #idle: () => void = () => {}

  constructor(options: FanOutOptions) {
    this.#store = options.store
    this.#logger = options.logger
    this.#onDeliveries = options.onDeliveries
    this.#onLostRight = options.onLostRight
  }

  start(): void {
    this.#sweep = setInterval(() => void this.#pokeBehind(), sweepInterval)
    void this.#pokeBehind()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#sweep)
    for (const { timer } of this.#workspaces.values()) clearTimeout(timer)
    if (this.#busy.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve))
  }

  /** A workspace's log has grown. */
  poke(workspaceId: string): void {
    const known = this.#known(workspaceId)
    if (!known.view.isEmpty || known.cursor < 0) this.#enqueue(workspaceId)
    else known.timer ??= setTimeout(() => this.#enqueue(workspaceId), unhurried)
  }

  async #pokeBehind(): Promise<void> {
    try {
      for (const workspaceId of await fanOutBehind(this.#store, 1_000)) this.#enqueue(workspaceId)
    } catch (error) {
      this.#logger.warn({ err: error }, 'what is to be sent could not be looked for; it is tried again')
    }
  }

  #enqueue(workspaceId: string): void {
    const known = this.#known(workspaceId)
    clearTimeout(known.timer)
    known.timer = undefined
    this.#queue.add(workspaceId)
    this.#next()
  }

  #next(): void {
    for (const workspaceId of this.#queue) {
      if (this.#stopping || this.#busy.size >= roundsAtOnce) return
      if (this.#busy.has(workspaceId)) continue
      this.#queue.delete(workspaceId)
      this.#busy.add(workspaceId)
      void this.#round(workspaceId).finally(() => {
        this.#busy.delete(workspaceId)
        if (this.#stopping && this.#busy.size === 0) this.#idle()
        this.#next()
      })
    }
  }

  async #round(workspaceId: string): Promise<void> {
    const known = this.#known(workspaceId)
    try {
      if (known.cursor < 0) await ensureFanOutCursor(this.#store, workspaceId)
      const done = await fanOutRound(this.#store, workspaceId, eventsPerRound, (round) =>
        this.#work(workspaceId, known, round),
      )
      // Somebody else is at it, and will be through in a moment.
      if (!done) return
      known.cursor = done.cursor
      await this.#tellLost(workspaceId, known)
      if (done.deliveries > 0) this.#onDeliveries()
      if (done.more) this.#queue.add(workspaceId)
    } catch (error) {
      // What was learned in a transaction that did not commit may not be so.
      known.cursor = -1
      this.#logger.warn({ err: error, workspaceId }, 'the log could not be turned into deliveries; it is tried again')
    }
  }

  /** Nothing is sent there meanwhile; what fails here is found again at the next event. */
  async #tellLost(workspaceId: string, known: Known): Promise<void> {
    const { lost } = known
    known.lost = []
    for (const one of lost) {
      await this.#onLostRight(workspaceId, one).catch((error: unknown) =>
        this.#logger.warn(
          { err: error, workspaceId },
          'an endpoint without rights could not be paused; it is tried again',
        ),
      )
    }
  }

  async #work(workspaceId: string, known: Known, { cursor, to, tx }: FanOutRound): Promise<FanOutResult> {
    const { view } = known
    if (known.cursor !== cursor) view.learn(await endpointsAt(tx, workspaceId, cursor))
    known.cursor = -1
    const { types } = view
    // Of most new tasks nobody is told: those are not even read, unless an endpoint wants them.
    const wanted =
      types === 'all'
        ? tx``
        : tx`and type = any(${[...types, ...endpointTypes, ...noticeTypes]})${
            types.has('task.created') ? tx`` : tx` and (type <> 'task.created' or data->'task'->'assigneeId' <> 'null')`
          }`
    const rows = await tx<EventRow[]>`
      select * from events where workspace_id = ${workspaceId} and seq > ${cursor} and seq <= ${to} ${wanted} order by seq`
    const events = rows.map(toEvent)
    const deliveries: NewDelivery[] = []
    const done = async (seq: number) => {
      const lost = await lostRights(
        tx,
        workspaceId,
        view.known(new Set(deliveries.map(({ endpointId }) => endpointId))),
      )
      known.lost = lost
      const barred = new Set(lost.map(({ endpoint }) => endpoint.id))
      return {
        to: seq,
        deliveries: deliveries.filter(({ endpointId }) => !barred.has(endpointId)),
        notices: await noticesUpTo(tx, workspaceId, events, seq),
      }
    }
    for (const event of events) {
      deliveries.push(...view.deliveriesOf(event))
      // Who is there now may want events that were not read.
      if (view.apply(event)) return done(event.seq)
    }
    return done(to)
  }

  #known(workspaceId: string): Known {
    let known = this.#workspaces.get(workspaceId)
    if (!known)
      this.#workspaces.set(workspaceId, (known = { view: new EndpointView(), cursor: -1, lost: [], timer: undefined }))
    return known
  }
}
