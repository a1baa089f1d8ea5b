import { asyncLocalStorage, Context, type Info } from '@temporalio/activity'
import { type ActivityCancellationDetails, noopMetricMeter } from '@temporalio/common'
import { agentWorkflowId } from '../../temporal/names.ts'

interface Cancelling {
  /** Aborted when the activity is to end. */
  readonly signal?: AbortSignal
  /** It is the workflow that wants no more of it. */
  readonly byWorkflow?: boolean
}

/** Runs what an activity does as one that a workflow of this id has asked for. */
export function inWorkflow<T>(
  workflowId: string,
  work: () => Promise<T>,
  { signal = new AbortController().signal, byWorkflow = false }: Cancelling = {},
): Promise<T> {
  const info = { workflowExecution: { workflowId, runId: 'r' }, attempt: 1 } as Info
  const nothing = () => {}
  const log = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }
  const cancelled = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  cancelled.catch(nothing)
  const context = new Context(info, cancelled, signal, nothing, undefined, log, noopMetricMeter, {
    details: { cancelRequested: byWorkflow } as ActivityCancellationDetails,
  })
  return asyncLocalStorage.run<Promise<T>>(context, work)
}

/** The workflow of an agent's run in a database that was never restored. */
export const workflowOf = (workspaceId: string, agent: string, id: string): string =>
  agentWorkflowId({ workspaceId, agent, id, epoch: 1 })
