import type { ErrorJson } from '@orchestrator/domain'
import type { Store } from '../store.ts'

/** A run of a playbook with a workflow, as its host watches over it. */
export interface WatchedRun {
  readonly workspaceId: string
  readonly id: string
  readonly workflowId: string
  /** The hash of its bundle. */
  readonly version: string
}

export type QueuedRun = Omit<WatchedRun, 'workflowId'>

export type Place = Pick<WatchedRun, 'workspaceId' | 'workflowId'>
const beginning: Place = { workspaceId: '00000000-0000-0000-0000-000000000000', workflowId: '' }

/** Queued runs of every bundle that has any, the oldest of each. */
export const queuedPlaybookRuns = (store: Store, ofEachBundle: number) =>
  store.sql<QueuedRun[]>`select * from queued_playbook_runs(${ofEachBundle})`

/** A page of all running runs, in an order that nothing changes. */
export const runningPlaybookRuns = (store: Store, most: number, after: Place = beginning) =>
  store.sql<WatchedRun[]>`select * from running_playbook_runs(${after.workspaceId}, ${after.workflowId}, ${most})`

/** A page of those among them that somebody cancelled. */
export const canceledPlaybookRuns = (store: Store, most: number, after: Place = beginning) =>
  store.sql<WatchedRun[]>`select * from canceled_playbook_runs(${after.workspaceId}, ${after.workflowId}, ${most})`

/** The running run of a workflow of its own; null when there is none any more. */
export async function findWatchedRun(store: Store, { workspaceId, workflowId }: Place): Promise<WatchedRun | null> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<WatchedRun[]>`
    select workspace_id, id, workflow_id, version from runs
    where workspace_id = ${workspaceId} and workflow_id = ${workflowId} and (kind = 'playbook' or long) and status = 'running'`,
  )
  return rows[0] ?? null
}

/** Counts that a queued run could not be started. @returns how often it was tried */
export async function noteRefusedStart(store: Store, workspaceId: string, id: string): Promise<number> {
  const rows = await store.write(
    workspaceId,
    (tx) => tx<{ attempts: number }[]>`
    update runs set attempts = attempts + 1
    where workspace_id = ${workspaceId} and id = ${id} and status = 'queued' returning attempts`,
  )
  return rows[0]?.attempts ?? 0
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
