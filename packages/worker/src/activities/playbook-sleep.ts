import { beginStep, endStep, type Store } from '@orchestrator/store'
import type { PlaybookLocalActivities } from './playbook-contract.ts'

/**
 * Sleeping is the workflow's, and of a run without one it is its row's. These make it visible in the run, and let a run that is done over
 * sleep only what is left.
 */
export function sleepActivities(store: Store): Pick<PlaybookLocalActivities, 'beginSleep' | 'endSleep'> {
  return {
    async beginSleep({ run, step, milliseconds }) {
      const begun = await beginStep(store, run, { n: step.n, kind: 'sleep', name: step.name, input: { milliseconds } })
      if (begun.status === 'completed') return 0
      const left = begun.attempts === 1 ? milliseconds : Date.parse(begun.startedAt) + milliseconds - Date.now()
      if (left > 0) return left
      // Its time was over while nobody was there: the workflow does not sleep, so it has no end of a sleep to tell.
      await endStep(store, run, step.n, { status: 'completed' })
      return 0
    },
    async endSleep({ run, step, canceled }) {
      await endStep(store, run, step.n, { status: canceled ? 'canceled' : 'completed' })
    },
  }
}
