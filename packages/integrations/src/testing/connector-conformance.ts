import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest'
import { describeFailing } from './conformance/failing.ts'
import { describeReading } from './conformance/reading.ts'
import { describeWebhooks } from './conformance/webhooks.ts'
import { describeWriting } from './conformance/writing.ts'
import type { Stage } from './stage.ts'

const parts = {
  reading: describeReading,
  writing: describeWriting,
  failing: describeFailing,
  webhooks: describeWebhooks,
}

export interface ConformanceOptions {
  /** Of the suite; by default all. */
  readonly parts?: readonly (keyof typeof parts)[]
  /** Cases that cannot hold on this service, by name, and why. */
  readonly except?: Readonly<Record<string, string>>
}

/** What every connector promises, tried on a service behind a proxy that spoils what it is told to. See docs/connectors.md. */
export function describeConnector(
  name: string,
  openStage: () => Promise<Stage>,
  { parts: wanted = ['reading', 'writing', 'failing', 'webhooks'], except = {} }: ConformanceOptions = {},
): void {
  describe(`${name} keeps what a connector promises`, { timeout: 120_000 }, () => {
    let stage: Stage | undefined
    const current = () => {
      if (!stage) throw new Error('the stage is not open yet')
      return stage
    }
    beforeAll(async () => {
      stage = await openStage()
    })
    beforeEach(({ task, skip }) => {
      if (except[task.name] !== undefined) skip(except[task.name])
    })
    afterEach(() => {
      stage?.freezeClock?.(false)
      stage?.proxy.clear()
    })
    afterAll(() => stage?.close())

    for (const part of wanted) parts[part](current)
  })
}
