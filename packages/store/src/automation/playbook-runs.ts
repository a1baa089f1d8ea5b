import type { ErrorJson } from '@orchestrator/domain'
import type { Store } from '../store.ts'

/** Which bundle each of these runs is to start on; those that are not queued any more are left out. */
export function queuedVersions(store: Store, workspaceId: string, ids: readonly string[]) {
  return store.read(
    workspaceId,
    (tx) => tx<{ id: string; version: string }[]>`
    select id, version from runs
    where workspace_id = ${workspaceId} and id = any(${ids as string[]}::uuid[]) and status = 'queued'`,
  )
}

/** The open runs of a bundle, those that began last first. */
export function openRunsOfBundle(store: Store, workspaceId: string, hash: string, most: number) {
  return store.read(
    workspaceId,
    (tx) => tx<{ id: string; name: string; eventId: string; workflowId: string | null }[]>`
    select id, name, event_id, workflow_id from runs
    where workspace_id = ${workspaceId} and kind = 'playbook' and version = ${hash} and status in ('queued', 'running')
    order by coalesce(started_at, created_at) desc limit ${most}`,
  )
}

/** Shows on a running run why it does not go on. */
export async function noteRunError(store: Store, workspaceId: string, id: string, error: ErrorJson): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`
    update runs set error = ${tx.json(error as never)}
    where workspace_id = ${workspaceId} and id = ${id} and status = 'running'`,
  )
}
