import type { ErrorJson } from '@orchestrator/domain'
import {
  canceledPlaybookRuns,
  findWatchedRun,
  noteRunError,
  requeueRun,
  runningPlaybookRuns,
  type Store,
  type WatchedRun,
} from '@orchestrator/store'
import { WorkflowNotFoundError } from '@temporalio/client'
import type { Logger } from 'pino'
import type { RunEnd } from '../../activities/playbook-contract.ts'
import { finishRun } from '../../activities/playbook-finish.ts'
import { eachAtOnce } from '../../each-at-once.ts'
import { type Loop, startLoop } from '../../loop.ts'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { workspaceOf } from '../../temporal/names.ts'
import { judge, stopRun } from './contain.ts'
import { closingReason, describeRun } from './describe-run.ts'

const everyMs = 1_000
/** How many runs are looked at in a round. All of them have their turn, again and again, but none more often than this. */
const looksARound = 50
const sweepAtMostEveryMs = 10_000
const page = 500

/** Sees that every run which is called running is: cancels what people cancelled, ends what is stuck, finds what was ended elsewhere. */
export function startWatchdog(deps: {
  app: Store
  relay: Store
  temporal: TemporalConnection
  logger: Logger
  /** Which runs; playbooks' when left out. */
  runs?: { readonly running: typeof runningPlaybookRuns; readonly canceled: typeof canceledPlaybookRuns }
  /** Whether they are somebody's code. @default true */
  isCode?: boolean
  /** Work waits for this bundle. */
  onWork(bundle: { workspaceId: string; hash: string }): void
}): Loop & { look(workflowId: string): void } {
  const { app, relay, temporal, logger, isCode = true } = deps
  const { running, canceled: canceledRuns } = deps.runs ?? {
    running: runningPlaybookRuns,
    canceled: canceledPlaybookRuns,
  }
  /** Workflows to be looked at out of turn, and when. */
  const due = new Map<string, number>()
  /** Cancelled runs of which Temporal knows. */
  const told = new Set<string>()
  let sweep: { after: WatchedRun | undefined; begunAt: number } = { after: undefined, begunAt: 0 }

  const loop = startLoop('watching runs', everyMs, logger, async () => {
    await cancelAll()
    const now = Date.now()
    const early = [...due].filter(([, at]) => at <= now).slice(0, looksARound)
    await Promise.all(early.map(([workflowId]) => lookEarly(workflowId)))
    await sweepOn(now)
  })

  async function cancelAll(): Promise<void> {
    const canceled: WatchedRun[] = []
    for (let rows = await canceledRuns(relay, page); ; ) {
      canceled.push(...rows)
      if (rows.length < page) break
      rows = await canceledRuns(relay, page, rows.at(-1))
    }
    const open = new Set(canceled.map(({ id }) => id))
    for (const id of told) if (!open.has(id)) told.delete(id)
    await eachAtOnce(
      canceled.filter(({ id }) => !told.has(id)),
      20,
      cancel,
    )
  }

  async function cancel(run: WatchedRun): Promise<void> {
    try {
      await temporal.client.workflow.getHandle(run.workflowId).cancel()
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
      logger.debug({ runId: run.id }, 'the workflow of a cancelled run had closed')
    }
    told.add(run.id)
    due.set(run.workflowId, Date.now() + 2_000)
    deps.onWork({ workspaceId: run.workspaceId, hash: run.version })
  }

  async function lookEarly(workflowId: string): Promise<void> {
    due.delete(workflowId)
    const run = await findWatchedRun(app, { workspaceId: workspaceOf(workflowId), workflowId })
    if (run !== null) await look(run)
  }

  async function sweepOn(now: number): Promise<void> {
    if (sweep.after === undefined && now - sweep.begunAt < sweepAtMostEveryMs) return
    const begunAt = sweep.after === undefined ? now : sweep.begunAt
    const rows = await running(relay, looksARound, sweep.after)
    sweep = { after: rows.length < looksARound ? undefined : rows.at(-1), begunAt }
    await Promise.all(rows.map(look))
  }

  async function look(run: WatchedRun): Promise<void> {
    const found = await describeRun(temporal, run.workflowId)
    if (found === null) {
      // Temporal lost it (or never got it): it starts anew, and its commands are answered from the ledger.
      logger.warn({ runId: run.id }, 'a run’s workflow is gone; it starts anew')
      return requeueRun(app, run.workspaceId, run.id).then(() => app.announce('orchestrator_runs'))
    }
    if (found.state !== 'open') return void (await finishRun(app, refOf(run), await endOf(run, found.state)))
    // Its bundle may sleep, and the figures of its task queue may be wrong after a crash of Temporal.
    if (found.hasWork) deps.onWork({ workspaceId: run.workspaceId, hash: run.version })
    const verdict = await judge(temporal, run.workflowId, { attempt: found.task?.attempt ?? 1, isCode })
    if (verdict.kind === 'later') due.set(run.workflowId, Date.now() + verdict.inMs)
    if (verdict.kind === 'note') await note(run, verdict.error)
    if (verdict.kind === 'stop') await stopRun(deps, run, verdict.error)
  }

  /** How a workflow ended that did not tell its row: somebody ended it in the Temporal UI, or the database was away for longer than it lived. */
  async function endOf(
    run: WatchedRun,
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

  async function note(run: WatchedRun, error: ErrorJson): Promise<void> {
    await noteRunError(app, run.workspaceId, run.id, error)
    logger.error({ runId: run.id, error }, 'a run cannot go on until its code fits its history again')
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

const refOf = ({ workspaceId, id }: WatchedRun) => ({ workspaceId, runId: id })
