import { currentEpoch, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { playbookWorkflowId } from '../../temporal/names.ts'
import { memoryExitCode } from '../serve/protocol.ts'
import { stopRun } from './contain.ts'
import { describeRun } from './describe-run.ts'
import type { BreakdownInfo } from './live-bundles.ts'

interface Candidate {
  readonly runId: string
  readonly workflowId: string
}

/**
 * Finds the run that took down the process of its bundle: it is among those whose workflow task that process had begun. A single one is ended
 * at once; of several the next process takes one task at a time, so that its breakdown leaves only one.
 */
export async function handleBreakdown(
  deps: { app: Store; temporal: TemporalConnection; logger: Logger; memoryMb: number },
  info: BreakdownInfo,
): Promise<{ careful: boolean }> {
  const { code, signal } = info.reason
  // SIGABRT: V8 found no memory. A process that was killed from outside (kill -9, the system's memory killer) says nothing about its runs.
  if (code !== memoryExitCode && code !== 134 && signal !== 'SIGABRT') return { careful: info.process.options.careful }
  const begun = await begunRuns(deps, info)
  deps.logger.warn({ bundle: info.hash.slice(0, 12), runs: begun.map(({ runId }) => runId) }, 'these runs were computing when the process broke down')
  const [only, ...others] = begun
  if (only === undefined) return { careful: info.process.options.careful }
  if (others.length > 0) return { careful: true }
  await stopRun(deps, { workspaceId: info.workspaceId, ...only }, {
    code: 'out_of_memory',
    message: `the run used more memory than the ${deps.memoryMb} MB that runs may have`,
  })
  return { careful: false }
}

async function begunRuns(deps: { app: Store; temporal: TemporalConnection }, info: BreakdownInfo): Promise<Candidate[]> {
  const { workspaceId, hash } = info
  const epoch = await currentEpoch(deps.app)
  const rows = await deps.app.read(workspaceId, (tx) => tx<{ id: string; name: string; eventId: string; workflowId: string | null }[]>`
    select id, name, event_id, workflow_id from runs
    where workspace_id = ${workspaceId} and kind = 'playbook' and version = ${hash} and status in ('queued', 'running')
    order by coalesce(started_at, created_at) desc limit 2000`)
  const candidates = rows.map((row) => ({
    runId: row.id,
    workflowId: row.workflowId ?? playbookWorkflowId({ workspaceId, playbook: row.name, hash, eventId: row.eventId, epoch }),
  }))
  const begun: Candidate[] = []
  const queue = candidates.values()
  const look = async () => {
    for (const candidate of queue) {
      const run = await describeRun(deps.temporal, candidate.workflowId)
      if (run?.state === 'open' && run.task?.startedAt != null && run.task.startedAt >= info.process.startedAt) begun.push(candidate)
    }
  }
  await Promise.all(Array.from({ length: 20 }, look))
  return begun
}
