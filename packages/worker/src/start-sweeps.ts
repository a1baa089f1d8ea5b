import type { Logger } from 'pino'
import { startLoop } from './loop.ts'

export interface Sweeps {
  /** Series that are due; it is not waited for. */
  readonly series: { poke(): unknown }
  /** Matched waits of which nobody was told; it is not waited for. */
  readonly outbox: { poke(): void }
  readonly dispatcher: { look(): Promise<void> }
  readonly relay: { forgetEndedWaits(): Promise<unknown> }
  /** Asks Temporal about runs that were set aside. */
  readonly sweepRules: () => Promise<void>
  readonly logger: Logger
}

const sweepInterval = 2_000

/** Finds what nobody told of. What asks Temporal has a loop of its own: all else goes on while it does not answer. */
export function startSweeps({ series, outbox, dispatcher, relay, sweepRules, logger }: Sweeps): {
  stop(): Promise<void>
} {
  const loops = [
    startLoop('the look for what is due', sweepInterval, logger, async () => {
      void series.poke()
      outbox.poke()
      await Promise.all([dispatcher.look(), relay.forgetEndedWaits()])
    }),
    startLoop('the sweep of rule runs that were set aside', sweepInterval, logger, () => sweepRules()),
  ]
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
