import type { ErrorJson } from '@orchestrator/domain'
import type { Store, WatchedRun } from '@orchestrator/store'
import type { Logger } from 'pino'
import { finishRun } from '../../activities/playbook-finish.ts'
import type { TemporalConnection } from '../../temporal/connection.ts'
import { computeLimitMs } from '../serve/create-worker.ts'
import { lastTaskFailure } from './describe-run.ts'

/** A run that cannot go on: ended in Temporal with the reason, then in its row. */
export async function stopRun(
  deps: { app: Store; temporal: TemporalConnection; logger: Logger },
  run: WatchedRun,
  error: ErrorJson,
): Promise<void> {
  await deps.temporal.client.workflow
    .getHandle(run.workflowId)
    .terminate(error.message)
    .catch((reason: unknown) =>
      deps.logger.debug({ err: reason, workflowId: run.workflowId }, 'the workflow had closed'),
    )
  await finishRun(deps.app, { workspaceId: run.workspaceId, runId: run.id }, { status: 'failed', error })
  deps.logger.warn({ runId: run.id, workspaceId: run.workspaceId, error }, 'a run was ended')
}

/** Each try lasts five seconds, with growing pauses between them: this is after half a minute. */
const hopelessAttempt = 5

export type Verdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'later'; readonly inMs: number }
  | { readonly kind: 'note' | 'stop'; readonly error: ErrorJson }

/**
 * What to make of a run whose workflow task was tried before. Temporal would try for ever; what fails twice in the same place fails always,
 * except when the code and the history do not fit together: that is ours to mend, and the run waits for it.
 * @param isCode whether it is somebody's code, which may compute without end
 */
export async function judge(
  temporal: TemporalConnection,
  workflowId: string,
  { attempt, isCode }: { attempt: number; isCode: boolean },
): Promise<Verdict> {
  if (attempt < 2) return { kind: 'fine' }
  const failure = await lastTaskFailure(temporal, workflowId)
  // A task that was lost with its process (or with a thread of it, whoever broke that): another will take it. But not for ever: on a busy
  // machine a task that computes without end is lost rather than failed, and only first failures are told.
  if (failure === null || failure.message.startsWith('Workflow Worker Thread exited')) {
    if (attempt < hopelessAttempt || !isCode) return { kind: 'fine' }
    const message = `the run did not get on in ${attempt - 1} tries: it computes too long without awaiting anything, or the machine is too busy`
    return { kind: 'stop', error: { code: 'stuck', message } }
  }
  if (failure.nondeterminism) {
    return {
      kind: 'note',
      error: {
        code: 'nondeterminism',
        message: `nondeterminism: the history of this run does not fit its code any more. ${failure.message}`,
      },
    }
  }
  // Only the first failure is told. The second attempt gets all its time: the machine may have been busy.
  if (attempt < 3) return { kind: 'later', inMs: 1_000 }
  return { kind: 'stop', error: describeTaskFailure(failure.message) }
}

/** Temporal's words for what happened in the isolate, in those of people who write playbooks. It has no codes for these. */
export function describeTaskFailure(message: string): ErrorJson {
  if (message.startsWith('Script execution timed out')) {
    const seconds = computeLimitMs / 1000
    return {
      code: 'endless_loop',
      message: `the playbook computed for more than ${seconds} s without awaiting anything: an endless loop, or work that belongs into steps.ts`,
    }
  }
  const rejection = /^Unhandled Promise rejection: (.*)$/s.exec(message)
  if (rejection !== null) return { code: 'threw', message: `an error that nothing awaited: ${rejection[1]}` }
  if (/too large|exceeds? .*limit/i.test(message))
    return { code: 'payload_too_large', message: `the run carries more than Temporal takes: ${message}` }
  return { code: 'workflow_task_failed', message }
}
