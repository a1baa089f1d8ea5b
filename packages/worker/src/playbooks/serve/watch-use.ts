import type { Worker } from '@temporalio/worker'

const everyMs = 500

/** Says, at most twice a second, that tasks were under way, and how many steps and requests are now. */
export function watchUse(worker: Worker, onUsed: (calls: number) => void): void {
  let used = false
  const note = () => {
    used = true
  }
  worker.numInFlightActivations$.subscribe(note)
  worker.numInFlightActivities$.subscribe(note)
  setInterval(() => {
    const { numInFlightWorkflowActivations, numInFlightActivities, numInFlightNonLocalActivities } = worker.getStatus()
    if (!used && numInFlightWorkflowActivations + numInFlightActivities === 0) return
    used = false
    onUsed(numInFlightNonLocalActivities)
  }, everyMs).unref()
}
