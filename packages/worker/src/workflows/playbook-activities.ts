import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { PlaybookActivities, PlaybookLocalActivities } from '../activities/playbook-contract.ts'

/** A database that is away is waited for; a refusal is thrown as not retryable. */
export const localOptions = {
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '50 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
} as const

/** Without a summary: for what is no step of the playbook. */
export const local = proxyLocalActivities<PlaybookLocalActivities>(localOptions)

/** The same with the line that the Temporal UI shows beside the step. */
export const localFor = (summary: string) => proxyLocalActivities<PlaybookLocalActivities>({ ...localOptions, summary })

/** What an activity may take beyond what its call may: until our database is there, or one of the few processes for scripts. */
const patienceMs = 600_000

/** For what reaches outside. A process that ended is known by its silence, so its step's time need not pass first. */
export const activitiesFor = (summary: string, options: { timeoutMs: number; attempts: number }) =>
  proxyActivities<PlaybookActivities>({
    startToCloseTimeout: options.timeoutMs + patienceMs,
    heartbeatTimeout: '20 seconds',
    summary,
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: {
      initialInterval: '1 second',
      backoffCoefficient: 2,
      maximumInterval: '1 minute',
      maximumAttempts: options.attempts,
    },
  })
