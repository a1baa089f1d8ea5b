import { AppError, deriveId } from '@orchestrator/domain'
import { compileCondition, eventSchemaFor } from '@orchestrator/domain/conditions'
import type { RunEvent, WaitReply, WaitSource } from '@orchestrator/sdk/runtime'
import { cancelWait, readEvent, type Store, subscribeWait } from '@orchestrator/store'
import { matchSources } from './match-sources.ts'
import type { PlaybookLocalActivities, RunRef } from './playbook-contract.ts'
import { beginStep, endStep, endStepIn } from './run-steps.ts'

/** What a wait came to, as its step keeps it; null: its time was over. */
type Recorded = { readonly key: string; readonly seq: number } | null

export function waitActivities(store: Store): Pick<PlaybookLocalActivities, 'beginWait' | 'endWait'> {
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
        return { over: true, reply: await replyOf(store, run, begun.output as Recorded) }
      const id = deriveId(run.runId, 'wait', step.n)
      const expiresAt = timeoutMs === null ? null : new Date(Date.parse(begun.startedAt) + timeoutMs).toISOString()
      const found = await subscribeWait(
        store,
        run.workspaceId,
        { id, runId: run.runId, workflowId, step: step.n, sources, expiresAt },
        matchSources,
      )
      if (found === null) {
        const left =
          expiresAt === null || begun.attempts === 1 ? timeoutMs : Math.max(0, Date.parse(expiresAt) - Date.now())
        return { over: false, waitId: id, remainingMs: left }
      }
      await endStep(store, run, step.n, { status: 'completed', output: { key: found.key, seq: found.event.seq } })
      await cancelWait(store, run.workspaceId, id)
      return { over: true, reply: { key: found.key, event: found.event as unknown as RunEvent } }
    },

    async endWait({ run, step, waitId, canceled }) {
      // Row and record go together, so a repetition of this finds one or the other.
      const recorded = await store.write(run.workspaceId, async (tx): Promise<Recorded> => {
        const steps = await tx<{ status: string; output: Recorded }[]>`
          select status, output from run_steps where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step = ${step.n}`
        if (steps[0]?.status === 'completed') return steps[0].output
        const waits = await tx<{ matchedSeq: number | null; matchedKey: string | null }[]>`
          delete from waits where workspace_id = ${run.workspaceId} and id = ${waitId} returning matched_seq, matched_key`
        const { matchedSeq = null, matchedKey = null } = waits[0] ?? {}
        const output = matchedSeq === null || matchedKey === null ? null : { key: matchedKey, seq: matchedSeq }
        await endStepIn(tx, run, step.n, { status: canceled && output === null ? 'canceled' : 'completed', output })
        return output
      })
      return replyOf(store, run, recorded)
    },
  }
}

async function replyOf(store: Store, run: RunRef, recorded: Recorded): Promise<WaitReply> {
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
