import type { Store } from '../store.ts'
import type { BundleServer } from './bundles.ts'

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
  readonly servedBy: BundleServer
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
      actor ->> 'memberId' as member_id, occurred_at as at,
      coalesce((
        select b.manifest ->> 'servedBy' from bundles b
        where b.workspace_id = events.workspace_id and b.hash = data -> 'deployment' ->> 'bundleHash'
      ), 'platform') as served_by
    from events
    where workspace_id = ${workspaceId} and type = 'deployment.completed'
      and data -> 'deployment' ->> 'source' = coalesce(${source ?? null}, data -> 'deployment' ->> 'source')
    order by seq desc limit ${limit}`,
  )
}
