import { beginStep, endStep, type Store } from '@orchestrator/store'
import type { PlaybookLocalActivities } from './playbook-contract.ts'

/** Sleeping is Temporal's; these make it visible in the run, and let a run that is done over sleep only what is left. */
export function sleepActivities(store: Store): Pick<PlaybookLocalActivities, 'beginSleep' | 'endSleep'> {
  return {
    async beginSleep({ run, step, milliseconds }) {
      const begun = await beginStep(store, run, { n: step.n, kind: 'sleep', name: step.name, input: { milliseconds } })
      if (begun.status === 'completed') return 0
      if (begun.attempts === 1) return milliseconds
      return Math.max(0, Date.parse(begun.startedAt) + milliseconds - Date.now())
    },
    async endSleep({ run, step, canceled }) {
      await endStep(store, run, step.n, { status: canceled ? 'canceled' : 'completed' })
    },
  }
}
