import { proxyLocalActivities } from '@temporalio/workflow'
import type { BareActivities } from './bare-temporal.ts'

const { reactOnce } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '30 seconds' })

/** The least that makes a reaction durable: a workflow with one local activity. */
export async function bareReaction(input: { id: string; workspace: number }): Promise<void> {
  await reactOnce(input)
}
