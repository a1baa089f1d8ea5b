import { AppError, errorCodes, errorToJson } from '@orchestrator/domain'
import { claimRuleBatch, type Run, readRun, type Store, toAppError } from '@orchestrator/store'
import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { BatchActivities, RuleRunRef } from '../workflows/rule-activities.ts'
import type { RuleRunner } from './run-rules.ts'

/** Runs that one batch takes, of all workspaces together. */
const batchSize = 1_000
/** Runs that share a transaction: enough to share its cost, few enough that other writers do not wait long. */
const together = 200
const workspacesAtOnce = 2
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
      const runs = await claim(batchId)
      const leftover: RuleRunRef[] = []
      const queue = chunks(runs)
      const work = async () => {
        for (let chunk = queue.shift(); chunk; chunk = queue.shift()) {
          const { workspaceId, runs } = chunk
          await runner.run(workspaceId, runs).catch((error: unknown) => {
            // The database is away: the batch is tried again as a whole, and none of its runs is to blame.
            if (toAppError(error).code === 'unavailable') throw error
            leftover.push(...runs.map(({ id }) => ({ workspaceId, runId: id })))
          })
        }
      }
      await Promise.all(Array.from({ length: workspacesAtOnce }, work))
      observer.finished(batchId, runs.length >= batchSize)
      return { runs: runs.length, leftover }
    },
    async runRule({ workspaceId, runId }) {
      try {
        const run = await readRun(appStore, workspaceId, runId)
        if (run?.status === 'running') await runner.run(workspaceId, [run])
      } catch (error) {
        const { code, message } = toAppError(error)
        // A run fails for what it does itself, never because the database was away for a while.
        const nonRetryable = code === 'invalid_input' || (code !== 'unavailable' && activityInfo().attempt >= attempts)
        throw ApplicationFailure.create({ message, type: code, nonRetryable })
      }
    },
    async failRule({ workspaceId, runId, code, message }) {
      const known = errorCodes.find((one) => one === code) ?? 'internal'
      await runner.fail(workspaceId, runId, errorToJson(new AppError(known, message)))
    },
  }

  /** The batch is started while the relay still commits what it is for: so nothing to claim may mean not yet. */
  async function claim(batchId: string): Promise<Run[]> {
    for (let attempt = 1; ; attempt++) {
      observer.claiming(batchId)
      const runs = await claimRuleBatch(relayStore, batchId, batchSize)
      if (runs.length > 0 || attempt === 4) return [...runs]
      await new Promise((resolve) => setTimeout(resolve, 2 * attempt))
    }
  }
}

/** Runs of one workspace each, in the order of their events. */
function chunks(runs: readonly Run[]): { workspaceId: string; runs: Run[] }[] {
  const ordered = [...Map.groupBy(runs, (run) => run.workspaceId).values()].map((own) =>
    own.sort((a, b) => a.eventSeq - b.eventSeq),
  )
  return ordered.flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / together) }, (_, n) => own.slice(n * together, (n + 1) * together)).map(
      (part) => ({
        workspaceId: part[0]?.workspaceId ?? '',
        runs: part,
      }),
    ),
  )
}
