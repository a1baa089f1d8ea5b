import { AppError, auditEventTypes, deriveId, type ErrorCode, errorToJson } from '@orchestrator/domain'
import { compileCondition, eventSchemaFor } from '@orchestrator/domain/conditions'
import type { RunEvent, WaitReply, WaitSource } from '@orchestrator/sdk/runtime'
import {
  beginStep,
  cancelWait,
  endStep,
  endWaitStep,
  readEvent,
  type Store,
  subscribeWait,
  type WaitOutcome,
} from '@orchestrator/store'
import { matcherFor } from './match-sources.ts'
import type { PlaybookLocalActivities, RunRef } from './playbook-contract.ts'
import { requirePermission } from './require-permission.ts'
import type { RunContext } from './run-context.ts'

/** How a wait can end when it begins, for good. */
const refusals = new Set<ErrorCode>(['condition_too_slow', 'forbidden'])

export function waitActivities(
  store: Store,
  contextOf: (run: RunRef) => Promise<RunContext>,
): Pick<PlaybookLocalActivities, 'beginWait' | 'endWait'> {
  return {
    async beginWait({ run, step, workflowId, sources, timeoutMs }) {
      checkSources(sources)
      const begun = await beginStep(store, run, {
        n: step.n,
        kind: 'wait',
        name: step.name,
        input: { sources, timeoutMs },
      })
      if (begun.status === 'completed')
        return { over: true, reply: await replyOf(store, run, begun.output as WaitOutcome) }
      const id = deriveId(run.runId, 'wait', step.n)
      const expiresAt = timeoutMs === null ? null : new Date(Date.parse(begun.startedAt) + timeoutMs).toISOString()
      const subscription = { id, runId: run.runId, workflowId, step: step.n, sources, expiresAt }
      const found = await requireListener(run, sources)
        .then(() => subscribeWait(store, run.workspaceId, subscription, matcherFor(sources)))
        .catch((error: unknown) => failed(run, step.n, id, error))
      if (found === null) {
        const left =
          expiresAt === null || begun.attempts === 1 ? timeoutMs : Math.max(0, Date.parse(expiresAt) - Date.now())
        return { over: false, waitId: id, remainingMs: left, expiresAt }
      }
      await endStep(store, run, step.n, { status: 'completed', output: { key: found.key, seq: found.event.seq } })
      await cancelWait(store, run.workspaceId, id)
      return { over: true, reply: { key: found.key, event: found.event as unknown as RunEvent } }
    },

    async endWait({ run, step, waitId, canceled }) {
      const recorded = await endWaitStep(store, run, step.n, { waitId, canceled })
      return replyOf(store, run, recorded)
    },
  }

  /** Events of the audit log are only for those who may read it. */
  async function requireListener(run: RunRef, sources: readonly WaitSource[]): Promise<void> {
    if (!sources.some(({ eventTypes }) => eventTypes.some((type) => auditEventTypes.has(type)))) return
    const { principal } = await contextOf(run)
    await store.read(run.workspaceId, (tx) => requirePermission(tx, principal, 'audit.read'))
  }

  /** A refusal, or that nobody can tell whether an event meets the condition, ends the wait, and its step says so. */
  async function failed(run: RunRef, n: number, waitId: string, error: unknown): Promise<never> {
    if (error instanceof AppError && refusals.has(error.code)) {
      await endStep(store, run, n, { status: 'failed', error: errorToJson(error) })
      await cancelWait(store, run.workspaceId, waitId)
    }
    throw error
  }
}

async function replyOf(store: Store, run: RunRef, recorded: WaitOutcome): Promise<WaitReply> {
  if (recorded === null) return null
  const event = await readEvent(store, run.workspaceId, recorded.seq)
  return event === null ? null : { key: recorded.key, event: event as unknown as RunEvent }
}

/** A condition that cannot be told would never be met: said at once instead. */
function checkSources(sources: readonly WaitSource[]): void {
  for (const { condition, eventTypes, key } of sources) {
    if (condition === null) continue
    const checked = compileCondition(
      { cel: condition.cel, params: condition.params as never },
      ...eventTypes.map(eventSchemaFor),
    )
    if (!checked.ok) throw new AppError('invalid_condition', `waitFor ${key}: ${checked.problems[0].message}`)
  }
}
