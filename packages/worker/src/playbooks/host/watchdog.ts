import type { ErrorJson } from '@orchestrator/domain'
import { noteRunError, openRuns, requeueRun, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { RunEnd, RunRef } from '../../activities/playbook-contract.ts'
import { finishRun } from '../../activities/playbook-finish.ts'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { judge, stopRun } from './contain.ts'
import { closingReason, describeRun } from './describe-run.ts'
import { type Loop, startLoop } from './loop.ts'

const everyMs = 1_000
/** A run is looked at this often, by itself; sooner when its process said that something is wrong. */
const lookAgainMs = 10_000
const looksARound = 25
const most = 2_000

type OpenRun = RunRef & { readonly workflowId: string }

/** Sees that every run which is called running is: cancels what people cancelled, ends what is stuck, finds what was ended elsewhere. */
export function startWatchdog(deps: {
  app: Store
  relay: Store
  temporal: TemporalConnection
  logger: Logger
}): Loop & { look(workflowId: string): void } {
  const { app, relay, temporal, logger } = deps
  /** When each run is to be looked at; runs that were not seen yet wait their first turn. */
  const due = new Map<string, number>()
  const asked = new Set<string>()
  let byWorkflow = new Map<string, OpenRun>()

  const loop = startLoop('watching runs', everyMs, logger, async () => {
    const rows = await openRuns(relay, 'playbook', 'running', most)
    const open = rows.flatMap((row): OpenRun[] =>
      row.workflowId === null ? [] : [{ workspaceId: row.workspaceId, runId: row.id, workflowId: row.workflowId }],
    )
    byWorkflow = new Map(open.map((run) => [run.workflowId, run]))
    for (const workflowId of due.keys()) if (!byWorkflow.has(workflowId)) due.delete(workflowId)
    for (const runId of asked) if (!rows.some((row) => row.id === runId)) asked.delete(runId)

    const canceled = rows.filter(
      (row) => row.cancelRequestedAt !== null && !asked.has(row.id) && row.workflowId !== null,
    )
    await Promise.all(canceled.map((row) => cancel(row.id, row.workflowId ?? '')))

    const now = Date.now()
    for (const { workflowId } of open)
      if (!due.has(workflowId)) due.set(workflowId, now + lookAgainMs * (0.5 + Math.random() / 2))
    const turn = [...due]
      .filter(([, at]) => at <= now)
      .sort((a, b) => a[1] - b[1])
      .slice(0, looksARound)
    await Promise.all(turn.map(([workflowId]) => look(workflowId)))
  })

  async function cancel(runId: string, workflowId: string): Promise<void> {
    await temporal.client.workflow
      .getHandle(workflowId)
      .cancel()
      .catch((error: unknown) => logger.debug({ err: error, runId }, 'the workflow had closed'))
    asked.add(runId)
    due.set(workflowId, Date.now() + 2_000)
  }

  async function look(workflowId: string): Promise<void> {
    const run = byWorkflow.get(workflowId)
    if (run === undefined) return void due.delete(workflowId)
    due.set(workflowId, Date.now() + lookAgainMs)
    const found = await describeRun(temporal, workflowId)
    if (found === null) {
      // Temporal lost it (or never got it): it starts anew, and its commands are answered from the ledger.
      logger.warn({ runId: run.runId }, 'a run’s workflow is gone; it starts anew')
      return requeueRun(app, run.workspaceId, run.runId).then(() => app.announce('orchestrator_runs'))
    }
    if (found.state !== 'open') return void (await finishRun(app, run, await endOf(run, found.state)))
    const verdict = await judge(temporal, workflowId, found.task?.attempt ?? 1)
    if (verdict.kind === 'later') due.set(workflowId, Date.now() + verdict.inMs)
    if (verdict.kind === 'note') await note(run, verdict.error)
    if (verdict.kind === 'stop') await stopRun(deps, run, verdict.error)
  }

  /** How a workflow ended that did not tell its row: somebody ended it in the Temporal UI, or the database was away for longer than it lived. */
  async function endOf(
    run: OpenRun,
    state: 'completed' | 'failed' | 'canceled' | 'terminated' | 'timed_out',
  ): Promise<RunEnd> {
    if (state === 'canceled') return { status: 'canceled' }
    if (state === 'completed')
      return {
        status: 'completed',
        result: ((await temporal.client.workflow.getHandle(run.workflowId).result()) ?? null) as never,
      }
    const reason = (await closingReason(temporal, run.workflowId)) ?? state
    if (state === 'terminated')
      return { status: 'failed', error: { code: 'terminated', message: `the run was ended in Temporal: ${reason}` } }
    return { status: 'failed', error: { code: state === 'failed' ? 'threw' : 'timed_out', message: reason } }
  }

  async function note(run: OpenRun, error: ErrorJson): Promise<void> {
    await noteRunError(app, run.workspaceId, run.runId, error)
    logger.error({ runId: run.runId, error }, 'a run cannot go on until its code fits its history again')
  }

  return {
    wake: loop.wake,
    stop: loop.stop,
    look(workflowId) {
      due.set(workflowId, Date.now() + 500)
      setTimeout(() => loop.wake(), 600).unref()
    },
  }
}
