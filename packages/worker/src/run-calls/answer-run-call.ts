import { AppError, deriveId, isWithin, type Permission } from '@orchestrator/domain'
import { type BundleServer, currentEpoch, type Run, readRun, type Store, serverOfBundle } from '@orchestrator/store'
import { ApplicationFailure } from '@temporalio/common'
import { createRunCalls } from '../activities/run-calls.ts'
import { createRunContexts } from '../activities/run-context.ts'
import { epochOf } from '../temporal/end-old-epochs.ts'
import { eventOfRun, playbookWorkflowId } from '../temporal/names.ts'
import type { RunCall, RunCallAnswer } from './run-call.ts'

/** Who asks for a run: its workspace, the member whose key it is, and what the key is narrowed to (null: nothing). */
export interface RunCaller {
  readonly workspaceId: string
  readonly memberId: string
  readonly scopes: readonly Permission[] | null
}

/** What a run that has ended does no more; what is under way may still be ended. */
const begins = new Set<RunCall['call']>(['command', 'query', 'beginSleep', 'beginWait', 'beginStep'])

/**
 * Does for a team's own process what a host of ours does in its own: the same calls, with the same ids, so a call that is repeated has one effect.
 * Only for runs that act as the caller's member, of bundles that say that their team serves them.
 */
export function createRunCallAnswers(store: Store): (caller: RunCaller, call: RunCall) => Promise<RunCallAnswer> {
  const contextOf = createRunContexts(store)
  const calls = createRunCalls(store, contextOf)
  const servers = new Map<string, BundleServer | null>()

  async function serverOf({ workspaceId, version }: Run): Promise<BundleServer | null> {
    const key = `${workspaceId}/${version}`
    const known = servers.get(key)
    if (known !== undefined) return known
    if (servers.size > 5_000) servers.clear()
    const server = await serverOfBundle(store, workspaceId, version)
    servers.set(key, server)
    return server
  }

  /** @throws AppError `not_found`, `forbidden`; @returns what to tell a workflow whose run goes on no more, else null */
  async function check(
    { workspaceId, memberId, scopes }: RunCaller,
    { call, workflowId, input }: RunCall,
  ): Promise<ApplicationFailure | null> {
    const { run: ref } = input
    const missing = new AppError('not_found', `there is no run ${ref.runId} that you could serve`)
    if (ref.workspaceId !== workspaceId) throw missing
    const [{ run }, epoch, row] = await Promise.all([
      contextOf(ref),
      currentEpoch(store),
      begins.has(call) ? readRun(store, workspaceId, ref.runId) : null,
    ])
    // Members of two workspaces may have one id, for who adds a member may choose it.
    if (run.workspaceId !== workspaceId || run.memberId !== memberId) throw missing
    if (run.kind !== 'playbook' || (await serverOf(run)) !== 'worker') throw missing
    if (!isWithin({ scopes: scopes && new Set(scopes) }, run.scopes))
      throw new AppError(
        'forbidden',
        'the run may do what this key is narrowed from: it needs a key with the run’s scopes',
      )
    const old = epochOf(workflowId)
    if (old !== undefined && old < epoch) return restored()
    const { name: playbook, version: hash } = run
    const own = playbookWorkflowId({ workspaceId, playbook, hash, eventId: eventOfRun(run), epoch })
    const asked = call === 'beginWait' ? [workflowId, input.workflowId] : [workflowId]
    if (asked.some((id) => id !== own)) throw new AppError('forbidden', 'that is not the workflow of this run')
    if (call === 'endWait' && input.waitId !== deriveId(ref.runId, 'wait', input.step.n))
      throw new AppError('forbidden', 'this wait is another run’s')
    return row === null || row.status === 'queued' || row.status === 'running' ? null : ended()
  }

  return async (caller, call) => {
    const over = await check(caller, call)
    if (over !== null) return refused(over)
    try {
      const answer = calls[call.call] as (input: RunCall['input']) => Promise<unknown>
      return { ok: true, value: ((await answer(call.input)) ?? null) as never }
    } catch (error) {
      if (error instanceof ApplicationFailure) return refused(error)
      throw error
    }
  }
}

const refused = ({ message, type, nonRetryable, details }: ApplicationFailure): RunCallAnswer => ({
  ok: false,
  failure: {
    message,
    type: type ?? 'internal',
    nonRetryable: nonRetryable ?? false,
    details: (details ?? []) as never,
  },
})

const restored = () =>
  ApplicationFailure.nonRetryable(
    'the database was restored from a backup since this workflow began; its run began anew',
    'restored',
  )

const ended = () => ApplicationFailure.nonRetryable('the run has ended, and does nothing more', 'invalid_state')
