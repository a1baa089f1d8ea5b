import { createHash } from 'node:crypto'
import type { Store } from '../store.ts'

/** What a folder of playbooks was built into. */
export interface Bundle {
  /** Hash of all that is in it: equal content, equal hash. */
  readonly hash: string
  readonly manifest: unknown
  /** The code that runs in the workflow isolate. */
  readonly isolate: Uint8Array
  /** The Node code of steps.ts files; null when there is none. */
  readonly steps: Uint8Array | null
}

/** What a bundle is known by. `manifest` is its text: another order of its fields is another bundle. */
export function hashOfBundle(parts: {
  engine: string
  isolate: string
  steps: string | null
  manifest: string
}): string {
  const hash = createHash('sha256')
  for (const part of [parts.engine, parts.isolate, parts.steps ?? '', parts.manifest])
    hash.update(`${Buffer.byteLength(part)}\n`).update(part)
  return hash.digest('hex')
}

/** Stores a bundle. Storing it again changes nothing. */
export async function putBundle(store: Store, workspaceId: string, bundle: Bundle): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`
    insert into bundles (workspace_id, hash, manifest, isolate, steps, created_at)
    values (${workspaceId}, ${bundle.hash}, ${tx.json(bundle.manifest as never)}, ${bundle.isolate}, ${bundle.steps}, now())
    on conflict (workspace_id, hash) do nothing`,
  )
}

export async function readBundle(store: Store, workspaceId: string, hash: string): Promise<Bundle | null> {
  const rows = await store.read(
    workspaceId,
    (tx) =>
      tx<
        Bundle[]
      >`select hash, manifest, isolate, steps from bundles where workspace_id = ${workspaceId} and hash = ${hash}`,
  )
  return rows[0] ?? null
}

/** A bundle that a host has to serve: it is in force, or has runs that have not ended. */
export interface LiveBundle {
  readonly workspaceId: string
  readonly hash: string
  readonly current: boolean
  readonly open: boolean
}

export const liveBundles = (store: Store) => store.sql<LiveBundle[]>`select * from live_bundles()`

/** Who serves a bundle: the platform's own host, or processes of the team whose it is. Its manifest says so, and that never changes. */
export type BundleServer = 'platform' | 'worker'

/** null: there is no such bundle. */
export async function serverOfBundle(store: Store, workspaceId: string, hash: string): Promise<BundleServer | null> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ servedBy: BundleServer }[]>`
    select coalesce(manifest ->> 'servedBy', 'platform') as served_by from bundles
    where workspace_id = ${workspaceId} and hash = ${hash}`,
  )
  return rows[0]?.servedBy ?? null
}

/** Bundles that a member's own processes have to serve: in force as theirs, or with runs of theirs that have not ended. */
export const workerBundles = (
  store: Store,
  workspaceId: string,
  { memberId, source, hash }: { memberId: string; source?: string | undefined; hash?: string | undefined },
) =>
  store.read(
    workspaceId,
    (tx) => tx<Omit<LiveBundle, 'workspaceId'>[]>`
    with in_force as (
      select distinct bundle_hash as hash from playbooks
      where workspace_id = ${workspaceId} and removed_at is null and installed_by = ${memberId}
    ), unfinished as (
      select distinct version as hash from runs
      where workspace_id = ${workspaceId} and kind = 'playbook' and status in ('queued', 'running') and member_id = ${memberId}
    )
    select b.hash, i.hash is not null as current, u.hash is not null as open
    from in_force i full join unfinished u on u.hash = i.hash
    join bundles b on b.workspace_id = ${workspaceId} and b.hash = coalesce(i.hash, u.hash)
    where b.manifest ->> 'servedBy' = 'worker'
      and b.manifest ->> 'source' = coalesce(${source ?? null}, b.manifest ->> 'source')
      and b.hash = coalesce(${hash ?? null}, b.hash)
    order by b.hash`,
  )
