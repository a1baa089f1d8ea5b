import { KeptConnections } from '@orchestrator/integrations/outgoing'
import type { Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import { Deliverer } from './deliverer.ts'
import { FanOut } from './fan-out.ts'
import type { SendOptions } from './send-delivery.ts'
import { pause, switchOff, tellFailing } from './tell-endpoint.ts'

export interface OutgoingOptions extends SendOptions {
  readonly relayStore: Store
  readonly appStore: Store
  readonly logger: Logger
}

/** All that leaves the product for addresses that people have named. */
export class Outgoing {
  readonly #relayStore: Store
  readonly #deliverer: Deliverer
  readonly #fanOut: FanOut
  readonly #connections = new KeptConnections()
  #unlisten: () => Promise<void> = async () => {}

  constructor({ relayStore, appStore, logger, ...send }: OutgoingOptions) {
    this.#relayStore = relayStore
    this.#deliverer = new Deliverer({
      ...send,
      connections: this.#connections,
      store: relayStore,
      logger,
      onGone: (delivery) => switchOff(appStore, delivery),
      onFailing: (...failing) => tellFailing({ app: appStore, relay: relayStore }, ...failing),
    })
    this.#fanOut = new FanOut({
      store: relayStore,
      logger,
      onDeliveries: () => this.poke(),
      onLostRight: (...lost) => pause(appStore, ...lost),
    })
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#relayStore.listen('orchestrator_deliveries', () => this.poke())
    this.#deliverer.start()
    this.#fanOut.start()
  }

  async stop(): Promise<void> {
    await this.#unlisten().catch(() => {})
    await this.#fanOut.stop()
    await this.#deliverer.stop()
    await this.#connections.close()
  }

  /** Something is due, or may be. */
  poke(): void {
    this.#deliverer.poke()
  }

  /** A workspace's log has grown. */
  read(workspaceId: string): void {
    this.#fanOut.poke(workspaceId)
  }
}
