import type { ErrorJson } from '@orchestrator/domain'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { heapExitCode, memoryExitCode } from '../serve/protocol.ts'
import type { BreakdownInfo } from './bundle-slot.ts'
import { describeRun } from './describe-run.ts'

/** How often each workflow was computing when the careful process of its bundle broke down. */
export type Strikes = Map<string, number>

/**
 * Finds the run that took down the process of its bundle. While many compute side by side nobody can be convicted: the heap may be full of what
 * earlier runs left. So the next process is a careful one, with one task at a time and nothing cached, which says whose task it begins. What
 * breaks that one is to blame: at once when the heap was full, else when it happens again.
 */
export async function handleBreakdown(
  deps: {
    temporal: TemporalConnection
    memoryMb: number
    /** Ends the run of a workflow, if it has not ended. */
    stop(run: { workspaceId: string; workflowId: string }, error: ErrorJson): Promise<void>
  },
  info: BreakdownInfo,
  strikes: Strikes,
): Promise<{ careful: boolean }> {
  const { code, signal } = info.reason
  const wasCareful = info.process.options.careful
  const heapFull = code === heapExitCode || code === 134 || signal === 'SIGABRT'
  // A process that was killed from outside (kill -9, the system's memory killer) says nothing about its runs.
  if (!heapFull && code !== memoryExitCode) return { careful: wasCareful }
  const workflowId = await computingWhenBroken(deps.temporal, info)
  if (workflowId === null) return { careful: true }
  strikes.set(workflowId, (strikes.get(workflowId) ?? 0) + 1)
  if (heapFull || (strikes.get(workflowId) ?? 0) > 1) {
    strikes.delete(workflowId)
    await deps.stop(
      { workspaceId: info.workspaceId, workflowId },
      {
        code: 'out_of_memory',
        message: `the run used more memory than the ${deps.memoryMb} MB that runs may have`,
      },
    )
  }
  return { careful: true }
}

/** The workflow whose task a careful process had begun and not ended. */
async function computingWhenBroken(temporal: TemporalConnection, { process }: BreakdownInfo): Promise<string | null> {
  const workflowId = process.computing()
  if (workflowId === null) return null
  const run = await describeRun(temporal, workflowId)
  const startedAt = run?.state === 'open' ? (run.task?.startedAt ?? 0) : 0
  return startedAt >= process.startedAt ? workflowId : null
}
