import { endRun, noteRefusedStart, type Run, type Store } from '@orchestrator/store'
import { isGrpcServiceError, ServiceError } from '@temporalio/client'

const invalidArgument = 3
/** Temporal may just not know yet what it was told a moment ago, such as search attributes. */
const mostRefusals = 10

/**
 * Of a run that Temporal did not start: one whose start it refuses as invalid again and again never begins, so it fails. Whatever else was in the
 * way passes. @returns whether the run has ended
 */
export async function noteRefusal(store: Store, run: Run, error: unknown): Promise<boolean> {
  const cause = error instanceof ServiceError ? error.cause : undefined
  if (!isGrpcServiceError(cause) || cause.code !== invalidArgument) return false
  if ((await noteRefusedStart(store, run.workspaceId, run.id)) < mostRefusals) return false
  const message = `Temporal refuses to start the run: ${cause.message}`
  await endRun(store, run.workspaceId, run.id, { status: 'failed', error: { code: 'workflow_task_failed', message } })
  return true
}
