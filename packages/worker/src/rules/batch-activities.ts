import { AppError, errorToJson } from '@orchestrator/domain'
import type { Store } from '@orchestrator/store'
import { ApplicationFailure } from '@temporalio/common'
import type { BatchActivities, RuleRunRef } from '../workflows/rule-activities.ts'
import type { RuleRunner } from './run-rules.ts'

/** Runs that one batch takes, of all workspaces together. */
const batchSize = 1_000
/** Runs that share a transaction: enough to share its cost, few enough that other writers do not wait long. */
const together = 200
const workspacesAtOnce = 2

/** How a batch tells the starter beside it how far it is. */
export interface BatchObserver {
  claiming(batchId: string): void
  finished(batchId: string, claimed: number): void
}

export function createBatchActivities(options: { relayStore: Store; runner: RuleRunner; observer: BatchObserver }): BatchActivities {
  const { relayStore, runner, observer } = options
  return {
    async runRuleBatch({ batchId }) {
      const claimed = await claim(batchId)
      const open = await relayStore.sql<{ workspaceId: string; id: string }[]>`select * from open_batch_runs(${batchId})`
      const leftover: RuleRunRef[] = []
      const queue = chunks(open)
      const work = async () => {
        for (let chunk = queue.shift(); chunk; chunk = queue.shift()) {
          const { workspaceId, runIds } = chunk
          await runner.run(workspaceId, runIds).catch(() => leftover.push(...runIds.map((runId) => ({ workspaceId, runId }))))
        }
      }
      await Promise.all(Array.from({ length: workspacesAtOnce }, work))
      observer.finished(batchId, claimed)
      return { runs: open.length, leftover }
    },
    async runRule({ workspaceId, runId }) {
      try {
        await runner.run(workspaceId, [runId])
      } catch (error) {
        throw ApplicationFailure.create({ message: error instanceof Error ? error.message : String(error), type: error instanceof AppError ? error.code : 'internal' })
      }
    },
    async failRule({ workspaceId, runId, message }) {
      await runner.fail(workspaceId, runId, errorToJson(new AppError('unavailable', message)))
    },
  }

  /** The batch is started while the relay still commits what it is for: so nothing to claim may mean not yet. */
  async function claim(batchId: string): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      observer.claiming(batchId)
      const rows = await relayStore.sql<{ n: number }[]>`select claim_rule_batch(${batchId}, ${batchSize}) as n`
      const claimed = rows[0]?.n ?? 0
      if (claimed > 0 || attempt === 4) return claimed
      await new Promise((resolve) => setTimeout(resolve, 2 * attempt))
    }
  }
}

/** Runs of one workspace each, in the order of their events. */
function chunks(open: readonly { workspaceId: string; id: string }[]): { workspaceId: string; runIds: string[] }[] {
  const made: { workspaceId: string; runIds: string[] }[] = []
  for (const { workspaceId, id } of open) {
    const last = made.at(-1)
    if (last?.workspaceId === workspaceId && last.runIds.length < together) last.runIds.push(id)
    else made.push({ workspaceId, runIds: [id] })
  }
  return made
}
