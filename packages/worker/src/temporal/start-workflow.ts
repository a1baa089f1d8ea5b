import { type endRun, expiredError, hasExpired, type Run, type Store, traceparentsOf } from '@orchestrator/store'
import { isTracing } from '@orchestrator/telemetry'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import { searchAttributes } from './names.ts'

// What the starts of all workflows of runs have in common.

/** A larger event goes by reference: Temporal's history carries it with every replay. */
export const largestInlineEvent = 256 * 1024

/** The run continues the trace of its event. */
export async function traceOf(store: Store, run: Run): Promise<string | undefined> {
  if (!isTracing()) return undefined
  return (await traceparentsOf(store, run.workspaceId, [run.eventSeq])).get(run.eventSeq)
}

export async function isKnown(client: Client, workflowId: string): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).describe()
    return true
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}

export const whyOf = (run: Run): string =>
  `${run.eventType} of ${run.subjectType} ${run.subjectId} (event ${run.eventSeq})`

export function attributesOf(run: Run): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: searchAttributes.workspace, value: run.workspaceId },
    { key: searchAttributes.playbook, value: run.name },
    { key: searchAttributes.trigger, value: run.eventType },
    { key: searchAttributes.subject, value: run.subjectId },
    ...(run.projectId === null ? [] : [{ key: searchAttributes.project, value: run.projectId }]),
  ])
}

/**
 * How a queued run ends without having begun: cancelling it, or its expiry, counts for it too.
 * @param whyOff why its automation does not run any more; null: it does
 */
export async function endBeforeItBegan(
  run: Run,
  whyOff: () => Promise<string | null>,
  now?: number,
): Promise<Parameters<typeof endRun>[3] | null> {
  if (run.cancelRequestedAt !== null) return { status: 'canceled' }
  if (hasExpired(run, now)) return { status: 'skipped', error: expiredError(run) }
  const message = await whyOff()
  return message === null ? null : { status: 'skipped', error: { code: 'invalid_state', message } }
}
