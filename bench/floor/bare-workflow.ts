import { proxyLocalActivities, sleep } from '@temporalio/workflow'
import type { BareActivities } from './bare-temporal.ts'

const { reactOnce } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '30 seconds' })

/** The least that makes a reaction durable: a workflow with one local activity. */
export async function bareReaction(input: { id: string; workspace: number }): Promise<void> {
  await reactOnce(input)
}

/** The same after it slept: until a moment, in milliseconds since the epoch. */
export async function bareSleep(input: { id: string; workspace: number; until: number }): Promise<void> {
  await sleep(Math.max(1, input.until - Date.now()))
  await reactOnce(input)
}
