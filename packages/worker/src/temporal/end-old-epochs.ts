import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'

/**
 * Of ours: `refused/<batch>/<run>#<epoch>`, `<workspace>/<playbook>@<bundle>/<event>#<epoch>`, `<workspace>/<rule>@v<version>/<event>#<epoch>` and
 * `<workspace>/agent-<name>/<run>#<epoch>`; what people asked for has the request behind the event.
 */
const ours =
  /^(?:refused\/[0-9a-f-]{36}\/[0-9a-f-]{36}|[0-9a-f-]{36}\/[^/]+@(?:[0-9a-f]{12}|v\d+)\/[0-9a-f-]{36}(?:~\d+)?|[0-9a-f-]{36}\/agent-[a-z0-9-]+\/[0-9a-f-]{36})#(\d+)$/

/** The epoch in which a workflow of ours began; undefined for others. */
export function epochOf(workflowId: string): number | undefined {
  const found = ours.exec(workflowId)?.[1]
  return found === undefined ? undefined : Number(found)
}

/**
 * After a restore Temporal knows workflows whose past the store has lost. Their runs begin anew under the new epoch; the old
 * ones are ended here. One that is missed, for Temporal's index is some moments late, is refused by its first activity.
 */
export async function endOldEpochs(client: Client, epoch: number, logger: Logger): Promise<void> {
  if (epoch <= 1) return
  let ended = 0
  for await (const { workflowId, runId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
    if ((epochOf(workflowId) ?? epoch) >= epoch) continue
    await client.workflow
      .getHandle(workflowId, runId)
      .terminate('the database was restored from a backup; the run begins anew')
      .then(() => ended++)
      .catch((error: unknown) => logger.debug({ err: error, workflowId }, 'the workflow had closed'))
  }
  if (ended > 0) logger.info({ ended, epoch }, 'ended workflows that began before the database was restored')
}
