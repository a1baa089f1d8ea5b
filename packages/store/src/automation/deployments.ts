import type { Store } from '../store.ts'

/** What was deployed, as the log says it. */
export interface Deployment {
  readonly id: string
  readonly seq: number
  readonly source: string
  readonly bundleHash: string
  /** Names of those that the bundle has, and of those that went with it. */
  readonly playbooks: readonly string[]
  readonly removed: readonly string[]
  readonly memberId: string
  readonly at: string
}

/** The newest first. */
export function listDeployments(
  store: Store,
  workspaceId: string,
  { source, limit }: { source?: string | undefined; limit: number },
) {
  return store.read(
    workspaceId,
    (tx) => tx<Deployment[]>`
    select subject_id as id, seq, data -> 'deployment' ->> 'source' as source,
      data -> 'deployment' ->> 'bundleHash' as bundle_hash,
      data -> 'deployment' -> 'playbooks' as playbooks, data -> 'deployment' -> 'removed' as removed,
      actor ->> 'memberId' as member_id, occurred_at as at
    from events
    where workspace_id = ${workspaceId} and type = 'deployment.completed'
      and data -> 'deployment' ->> 'source' = coalesce(${source ?? null}, data -> 'deployment' ->> 'source')
    order by seq desc limit ${limit}`,
  )
}
