import { KeptConnections } from '@orchestrator/integrations'
import { dueDeliveryTargets, type Store } from '@orchestrator/store'
import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import type { BatchObserver } from '../rules/batch-activities.ts'
import { BatchStarter } from '../rules/batch-starter.ts'
import type { DeliveryActivities } from '../workflows/delivery-activities.ts'
import { Deliverer } from './deliverer.ts'
import { FanOut } from './fan-out.ts'
import type { SendOptions } from './send-delivery.ts'
import { pause, switchOff, tellFailing } from './tell-endpoint.ts'

export interface OutgoingOptions extends SendOptions {
  readonly relayStore: Store
  readonly appStore: Store
  readonly client: Client
  readonly epoch: number
  readonly logger: Logger
}

/** Retries become due, and what other processes made. */
const sweepInterval = 1_000

/** All that leaves the product for addresses that people have named. */
export class Outgoing {
  readonly activities: DeliveryActivities
  readonly #relayStore: Store
  readonly #starter: BatchStarter
  readonly #deliverer: Deliverer
  readonly #fanOut: FanOut
  readonly #connections = new KeptConnections()
  readonly #logger: Logger
  #sweep: NodeJS.Timeout | undefined
  #unlisten: () => Promise<void> = async () => {}

  constructor({ relayStore, appStore, client, epoch, logger, ...send }: OutgoingOptions) {
    this.#relayStore = relayStore
    this.#logger = logger
    this.#starter = new BatchStarter({ client, epoch, logger, kind: 'deliveries' })
    this.#deliverer = new Deliverer({
      ...send,
      connections: this.#connections,
      store: relayStore,
      logger,
      onGone: (delivery) => switchOff(appStore, delivery),
      onFailing: (...failing) => tellFailing({ app: appStore, relay: relayStore }, ...failing),
      onMore: () => this.poke(),
    })
    this.#fanOut = new FanOut({
      store: relayStore,
      logger,
      onDeliveries: () => this.poke(),
      onLostRight: (...lost) => pause(appStore, ...lost),
    })
    this.activities = deliveryActivities(this.#deliverer, this.#starter)
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#relayStore.listen('orchestrator_deliveries', () => this.poke())
    this.#fanOut.start()
    this.#sweep = setInterval(() => void this.#pokeIfDue(), sweepInterval)
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweep)
    await this.#unlisten().catch(() => {})
    await this.#fanOut.stop()
    await this.#deliverer.stop()
    await this.#starter.stop()
    await this.#connections.close()
  }

  /** Something is due, or may be. */
  poke(): void {
    this.#deliverer.poke()
    this.#starter.poke()
  }

  /** A workspace's log has grown. */
  read(workspaceId: string): void {
    this.#fanOut.poke(workspaceId)
  }

  async #pokeIfDue(): Promise<void> {
    try {
      const due = await dueDeliveryTargets(this.#relayStore, 2_000)
      if (due.some(({ workspaceId, target }) => this.#deliverer.hasRoom(workspaceId, target))) this.poke()
    } catch (error) {
      this.#logger.warn({ err: error }, 'due deliveries could not be looked for; it is tried again')
    }
  }
}

const deliveryActivities = (deliverer: Deliverer, observer: BatchObserver): DeliveryActivities => ({
  async sendDueDeliveries({ batchId }) {
    const report = await deliverer.run(() => observer.claiming(batchId))
    observer.finished(batchId, false)
    return report
  },
})
