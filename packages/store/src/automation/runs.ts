import type { Actor, ErrorJson, Permission, Principal } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'

export type RunStatus = 'held' | 'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'skipped'

/** One automation started by one event. */
export interface Run {
  readonly workspaceId: string
  readonly id: string
  readonly kind: 'rule' | 'playbook'
  /** Of a rule: it does one thing after the other, like a playbook's run. */
  readonly long: boolean
  /** Of a long one: it has no workflow, its row is advanced. */
  readonly stepped: boolean
  /** When a stepped run goes on; null: when something comes that it waits for. */
  readonly wakeAt: string | null
  /** How often a stepped run was taken up. */
  readonly claims: number
  /** The rule's or playbook's id. */
  readonly automationId: string
  readonly name: string
  /** The rule's version, or the hash of the playbook's bundle. */
  readonly version: string
  /** The event that put this version in force; it carries the whole definition. */
  readonly definitionSeq: number
  readonly eventSeq: number
  readonly eventId: string
  readonly eventType: string
  readonly subjectType: string
  readonly subjectId: string
  readonly projectId: string | null
  /** Whose rights it has, narrowed by `scopes`. */
  readonly memberId: string
  readonly scopes: readonly Permission[] | null
  /** The depth of the events that it makes. */
  readonly depth: number
  readonly correlationId: string
  /** The run that this one does again; what that one had completed before `retryFrom` (null: all of it) is not done again. */
  readonly retryOf: string | null
  readonly retryFrom: number | null
  /** The event by which a person asked for this run; null: its event started it. */
  readonly requestSeq: number | null
  readonly status: RunStatus
  /** It was held by the gate, which is told when it ends. */
  readonly flow: boolean
  /** When it is not to be begun any more. */
  readonly expiresAt: string | null
  /** All events of its batch; null: just the one. */
  readonly eventSeqs: readonly number[] | null
  readonly error: ErrorJson | null
  readonly result: unknown
  readonly batchId: string | null
  readonly workflowId: string | null
  readonly attempts: number
  readonly cancelRequestedAt: string | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
}

/** It was not begun in time, and is not to be begun any more. One that began and was queued again goes on. */
export const hasExpired = (
  { status, startedAt, expiresAt }: Pick<Run, 'status' | 'startedAt' | 'expiresAt'>,
  now = Date.now(),
): boolean => status === 'queued' && startedAt === null && expiresAt !== null && Date.parse(expiresAt) <= now

export const expiredError = ({ expiresAt }: Pick<Run, 'expiresAt'>): ErrorJson => ({
  code: 'expired',
  message: `it had not started by ${expiresAt}, when it expired`,
})

/** As whom a run acts. */
export function principalOf(
  run: Pick<Run, 'workspaceId' | 'id' | 'kind' | 'memberId' | 'scopes' | 'eventId' | 'correlationId' | 'depth'>,
): Principal {
  const actor: Actor = { type: run.kind === 'rule' ? 'rule_run' : 'playbook_run', id: run.id, memberId: run.memberId }
  const cause = { causationId: run.eventId, correlationId: run.correlationId, depth: run.depth }
  return { workspaceId: run.workspaceId, actor, scopes: run.scopes, cause }
}

export async function runIn(tx: Tx, workspaceId: string, id: string): Promise<Run | undefined> {
  const rows = await tx<Run[]>`select * from runs where workspace_id = ${workspaceId} and id = ${id}`
  return rows[0]
}

export async function readRun(store: Store, workspaceId: string, id: string): Promise<Run | null> {
  return (await store.read(workspaceId, (tx) => runIn(tx, workspaceId, id))) ?? null
}

/** Marks a queued run as running in a workflow. @returns false when it was not queued any more */
export async function startRun(store: Store, workspaceId: string, id: string, workflowId: string): Promise<boolean> {
  const rows = await store.write(
    workspaceId,
    (tx) => tx`
    update runs set status = 'running', workflow_id = ${workflowId}, started_at = now(), attempts = attempts + 1
    where workspace_id = ${workspaceId} and id = ${id} and status = 'queued' returning id`,
  )
  return rows.length > 0
}

/** Puts a running run back into the queue: its workflow is gone. */
export async function requeueRun(store: Store, workspaceId: string, id: string): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`
    update runs set status = 'queued', batch_id = null, workflow_id = null
    where workspace_id = ${workspaceId} and id = ${id} and status = 'running'`,
  )
}
