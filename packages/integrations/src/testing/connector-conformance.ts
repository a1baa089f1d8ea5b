import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { describeFailing } from './conformance/failing.ts'
import { describeReading } from './conformance/reading.ts'
import { describeWebhooks } from './conformance/webhooks.ts'
import { describeWriting } from './conformance/writing.ts'
import type { Stage } from './stage.ts'

/** What every connector promises, tried on a service behind a proxy that spoils what it is told to. See docs/connectors.md. */
export function describeConnector(name: string, openStage: () => Promise<Stage>): void {
  describe(`${name} keeps what a connector promises`, { timeout: 120_000 }, () => {
    let stage: Stage | undefined
    const current = () => {
      if (!stage) throw new Error('the stage is not open yet')
      return stage
    }
    beforeAll(async () => {
      stage = await openStage()
    })
    afterEach(() => {
      stage?.freezeClock?.(false)
      stage?.proxy.clear()
    })
    afterAll(() => stage?.close())

    describeReading(current)
    describeWriting(current)
    describeFailing(current)
    describeWebhooks(current)
  })
}
