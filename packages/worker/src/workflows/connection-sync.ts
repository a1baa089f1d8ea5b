import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { ConnectionRef, SyncActivities } from './sync-activities.ts'

/** There is something to do. */
export const wakeSync = defineSignal('wake')

const { syncRound } = proxyActivities<SyncActivities>({
  startToCloseTimeout: '10 minutes',
  // A process that ended is known by its silence.
  heartbeatTimeout: '12 seconds',
  summary: 'what is due on both sides',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
})

const mostRounds = 500

/**
 * Keeps a connection's two sides the same: a round whenever something is due or somebody says so. Its history holds no more than how
 * much was done when; it ends when it has to be woken, and whoever wakes it starts it.
 */
export async function connectionSync(ref: ConnectionRef): Promise<void> {
  let woken = true
  setHandler(wakeSync, () => {
    woken = true
  })
  for (let rounds = 1; ; rounds++) {
    woken = false
    const { restMs, done } = await syncRound(ref)
    if (restMs === null && !woken) return
    setCurrentDetails(`last round: ${done} done`)
    if (rounds >= mostRounds || workflowInfo().continueAsNewSuggested) await continueAsNew<typeof connectionSync>(ref)
    if (restMs !== null && restMs > 0) await condition(() => woken, restMs)
  }
}
