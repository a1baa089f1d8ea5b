import { AppError, errorCodes, errorToJson } from '@orchestrator/domain'
import { dueRuleWorkspaces, type Store, setRuleRunAside } from '@orchestrator/store'
import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { BatchActivities, RuleRunRef } from '../workflows/rule-activities.ts'
import { RefusedRuns, type RuleRunner, type Turn } from './run-rules.ts'

/** Runs after which a batch ends, of all workspaces together. */
const batchSize = 1_000
/** Runs that share a transaction: enough to share its cost, few enough that other writers do not wait long. */
const together = 200
/** Transactions under way: of several workspaces, or one that gets ready while the one before it is written. */
const transactionsAtOnce = 2
/** How often a run that the database refuses is tried by itself. */
const attempts = 6

/** How a batch tells the starter beside it how far it is. */
export interface BatchObserver {
  claiming(batchId: string): void
  /** @param full the batch took as many as it may; there may be more */
  finished(batchId: string, full: boolean): void
}

export function createBatchActivities(options: {
  relayStore: Store
  appStore: Store
  runner: RuleRunner
  observer: BatchObserver
}): BatchActivities {
  const { relayStore, appStore, runner, observer } = options
  return {
    async runRuleBatch({ batchId }) {
      const due = new Set(await dueWorkspaces(batchId))
      const last = new Map<string, Turn['before']>()
      const leftover: RuleRunRef[] = []
      const crew: Promise<void>[] = []
      let runs = 0
      const errors: unknown[] = []
      const hire = (count: number) => {
        while (crew.length < count) crew.push(work().catch((error: unknown) => void errors.push(error)))
      }
      const work = async () => {
        for (let [workspaceId] = due; workspaceId && runs < batchSize && errors.length === 0; [workspaceId] = due) {
          // One transaction a turn: a workspace with many goes to the end of the queue.
          due.delete(workspaceId)
          due.add(workspaceId)
          const { promise: taken, resolve: onTaken } = Promise.withResolvers<void>()
          const turn = { before: last.get(workspaceId), onTaken }
          const done = runTogether(workspaceId, batchId, together, leftover, turn)
          last.set(workspaceId, { taken, done })
          // Added after it is known: others have added to it meanwhile.
          const count = await done
          runs += count
          if (count < together) due.delete(workspaceId)
          else hire(transactionsAtOnce)
        }
      }
      hire(Math.min(due.size, transactionsAtOnce))
      // Some are hired while others are waited for; all are over before an error ends the batch.
      for (const one of crew) await one
      if (errors.length > 0) throw errors[0]
      observer.finished(batchId, runs >= batchSize)
      return { runs, leftover }
    },
    async runRule({ workspaceId, runId, batchId }) {
      try {
        await runner.run(workspaceId, batchId, [runId])
      } catch (error) {
        if (!(error instanceof RefusedRuns)) throw error
        const { code, message } = error.refusal
        // A run fails for what it does itself, never because the database was away for a while.
        const nonRetryable = code === 'invalid_input' || (code !== 'unavailable' && activityInfo().attempt >= attempts)
        throw ApplicationFailure.create({ message, type: code, nonRetryable })
      }
    },
    async failRule({ workspaceId, runId, batchId, code, message }) {
      const known = errorCodes.find((one) => one === code) ?? 'internal'
      await runner.fail(workspaceId, batchId, runId, errorToJson(new AppError(known, message)))
    },
  }

  /** The batch is started while the relay still commits what it is for: so nothing that is due may mean not yet. */
  async function dueWorkspaces(batchId: string): Promise<string[]> {
    for (let attempt = 1; ; attempt++) {
      observer.claiming(batchId)
      const workspaces = await dueRuleWorkspaces(relayStore, batchSize)
      if (workspaces.length > 0 || attempt === 4) return workspaces
      await new Promise((resolve) => setTimeout(resolve, 2 * attempt))
    }
  }

  /** When the database refuses them together, halves are tried, until the one that it refuses stands alone and is set aside. */
  async function runTogether(
    workspaceId: string,
    batchId: string,
    wanted: readonly string[] | number,
    leftover: RuleRunRef[],
    turn?: Turn,
  ): Promise<number> {
    try {
      return await runner.run(workspaceId, batchId, wanted, turn)
    } catch (error) {
      // The database is away: the batch is tried again as a whole, and none of its runs is to blame.
      if (!(error instanceof RefusedRuns) || error.refusal.code === 'unavailable') throw error
      const { runIds } = error
      const [first] = runIds
      if (first === undefined) throw error
      if (runIds.length === 1) {
        await setRuleRunAside(appStore, workspaceId, first, batchId)
        leftover.push({ workspaceId, runId: first })
        return 1
      }
      const middle = Math.ceil(runIds.length / 2)
      const half = await runTogether(workspaceId, batchId, runIds.slice(0, middle), leftover)
      return half + (await runTogether(workspaceId, batchId, runIds.slice(middle), leftover))
    }
  }
}
