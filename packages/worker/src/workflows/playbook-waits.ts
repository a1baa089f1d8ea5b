import { condition, defineSignal, setHandler } from '@temporalio/workflow'
import type { WaitSignal } from '../activities/playbook-contract.ts'

export const waitSignal = defineSignal<[WaitSignal]>('wait')

/** Signals may come before the wait was answered, after it ended, and more than once: only their id counts. */
export function createWaitInbox() {
  const arrived = new Set<string>()
  setHandler(waitSignal, ({ waitId }) => {
    arrived.add(waitId)
  })
  return {
    /** Until the signal for this wait came or the time is over. */
    async arrival(waitId: string, timeoutMs: number | null, summary: string): Promise<void> {
      const here = () => arrived.has(waitId)
      if (timeoutMs === null) await condition(here)
      else await condition(here, timeoutMs, { summary })
      arrived.delete(waitId)
    },
  }
}
