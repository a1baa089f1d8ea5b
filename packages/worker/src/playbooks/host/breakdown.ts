import { currentEpoch, openRunsOfBundle, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { playbookWorkflowId } from '../../temporal/names.ts'
import { heapExitCode, memoryExitCode } from '../serve/protocol.ts'
import { stopRun } from './contain.ts'
import { describeRun } from './describe-run.ts'
import type { BreakdownInfo } from './live-bundles.ts'

interface Candidate {
  readonly runId: string
  readonly workflowId: string
}
interface Begun extends Candidate {
  readonly startedAt: number
}

/** How often each run was computing when its bundle's process broke down. */
export type Strikes = Map<string, number>

/**
 * Finds the run that took down the process of its bundle: it is among those whose workflow task that process had begun. Nobody is convicted on
 * that: others compute beside it, and the heap may be full of what earlier runs left. So the next process is a careful one, with one task at a
 * time and nothing cached, and what breaks that one is to blame: at once when the heap was full, else when it happens again.
 */
export async function handleBreakdown(
  deps: { app: Store; temporal: TemporalConnection; logger: Logger; memoryMb: number },
  info: BreakdownInfo,
  strikes: Strikes,
): Promise<{ careful: boolean }> {
  const { code, signal } = info.reason
  const wasCareful = info.process.options.careful
  const heapFull = code === heapExitCode || code === 134 || signal === 'SIGABRT'
  // A process that was killed from outside (kill -9, the system's memory killer) says nothing about its runs.
  if (!heapFull && code !== memoryExitCode) return { careful: wasCareful }
  const begun = await begunRuns(deps, info)
  deps.logger.warn(
    { bundle: info.hash.slice(0, 12), runs: begun.map(({ runId }) => runId) },
    'these runs were computing when the process broke down',
  )
  // One task at a time: the one that began last is the one under way. Those before it failed here, which is told only of a first attempt.
  const suspects = wasCareful ? begun.slice(0, 1) : begun
  for (const { runId } of suspects) strikes.set(runId, (strikes.get(runId) ?? 0) + 1)
  const [last] = suspects
  if (wasCareful && last !== undefined && (heapFull || (strikes.get(last.runId) ?? 0) > 1)) {
    await stopRun(
      deps,
      { workspaceId: info.workspaceId, ...last },
      {
        code: 'out_of_memory',
        message: `the run used more memory than the ${deps.memoryMb} MB that runs may have`,
      },
    )
  }
  return { careful: true }
}

/** The runs whose workflow task the process had begun, the last one first. */
async function begunRuns(deps: { app: Store; temporal: TemporalConnection }, info: BreakdownInfo): Promise<Begun[]> {
  const { workspaceId, hash } = info
  const epoch = await currentEpoch(deps.app)
  const rows = await openRunsOfBundle(deps.app, workspaceId, hash, 2_000)
  const candidates = rows.map((row) => ({
    runId: row.id,
    workflowId:
      row.workflowId ?? playbookWorkflowId({ workspaceId, playbook: row.name, hash, eventId: row.eventId, epoch }),
  }))
  const begun: Begun[] = []
  const queue = candidates.values()
  const look = async () => {
    for (const candidate of queue) {
      const run = await describeRun(deps.temporal, candidate.workflowId)
      const startedAt = run?.state === 'open' ? (run.task?.startedAt ?? 0) : 0
      if (startedAt >= info.process.startedAt) begun.push({ ...candidate, startedAt })
    }
  }
  await Promise.all(Array.from({ length: 20 }, look))
  return begun.sort((a, b) => b.startedAt - a.startedAt)
}
