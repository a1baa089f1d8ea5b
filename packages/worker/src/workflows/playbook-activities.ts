import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type {
  ConnectorActivities,
  PlaybookActivities,
  PlaybookLocalActivities,
} from '../activities/playbook-contract.ts'

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

/** A process that ended is known by its silence, so its step's time need not pass first. */
const outside = (summary: string, attempts: number) => ({
  heartbeatTimeout: '20 seconds' as const,
  summary,
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: {
    initialInterval: '1 second' as const,
    backoffCoefficient: 2,
    maximumInterval: '1 minute' as const,
    maximumAttempts: attempts,
  },
})

/** For what reaches outside. */
export const activitiesFor = (summary: string, options: { timeoutMs: number; attempts: number }) =>
  proxyActivities<PlaybookActivities>({
    startToCloseTimeout: options.timeoutMs + patienceMs,
    ...outside(summary, options.attempts),
  })

/** As `actionsTaskQueue`, which stands where the isolate imports nothing from. */
const actionsTaskQueue = 'actions'

/** For what connected services do. It may wait for its turn, and for our database, before it begins. */
export const actionsFor = (summary: string, options: { attempts: number }) =>
  proxyActivities<ConnectorActivities>({
    taskQueue: actionsTaskQueue,
    startToCloseTimeout: '30 minutes',
    ...outside(summary, options.attempts),
  })
