import { type ErrorJson, RunErrorCode } from '@orchestrator/domain'
import { endRun, type Store } from '@orchestrator/store'
import type { PlaybookLocalActivities, RunEnd, RunError, RunRef } from './playbook-contract.ts'

/** The run's end in its row: the last thing that a workflow does. */
export const finishActivity =
  (store: Store): PlaybookLocalActivities['finish'] =>
  async ({ run, end }) =>
    void (await finishRun(store, run, end))

/** Ends a run and what it leaves open. One that has ended stays as it is. @returns whether it was open */
export function finishRun(store: Store, { workspaceId, runId }: RunRef, end: RunEnd): Promise<boolean> {
  const error = 'error' in end && end.error ? toErrorJson(end.error) : null
  return endRun(store, workspaceId, runId, { ...end, error })
}

/** A playbook may throw an OrchestratorError with any code: to the run that is an error which it threw. */
export const toErrorJson = ({ code, message, stack }: RunError): ErrorJson => ({
  code: RunErrorCode.safeParse(code).data ?? 'threw',
  message,
  ...(stack !== undefined && { stack }),
})
