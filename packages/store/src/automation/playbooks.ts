import type { PlaybookManifest } from '@orchestrator/domain'
import type { Store } from '../store.ts'

export interface InstalledPlaybookRow {
  readonly id: string
  readonly name: string
  readonly bundleHash: string
  readonly source: string
  readonly installedBy: string
}

/** The playbooks that a workspace has now; with `source`, those that it has deployed. */
export function installedPlaybooks(store: Store, workspaceId: string, source?: string) {
  return store.read(
    workspaceId,
    (tx) => tx<InstalledPlaybookRow[]>`
    select id, name, bundle_hash, source, installed_by from playbooks
    where workspace_id = ${workspaceId} and removed_at is null and source = coalesce(${source ?? null}, source)`,
  )
}

/** The same with their manifests, and the hash of each one's code as its bundle has it. */
export function installedManifests(store: Store, workspaceId: string) {
  return store.read(
    workspaceId,
    (tx) => tx<{ name: string; source: string; manifest: PlaybookManifest; code: string | null }[]>`
    select p.name, p.source, p.manifest, (
      select one ->> 'code' from jsonb_array_elements(
        case when jsonb_typeof(b.manifest -> 'playbooks') = 'array' then b.manifest -> 'playbooks' else '[]' end
      ) one
      where one -> 'manifest' ->> 'id' = p.name limit 1
    ) as code
    from playbooks p join bundles b on b.workspace_id = p.workspace_id and b.hash = p.bundle_hash
    where p.workspace_id = ${workspaceId} and p.removed_at is null`,
  )
}

export async function playbookState(
  store: Store,
  workspaceId: string,
  id: string,
): Promise<'on' | 'switched off' | 'removed'> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ enabled: boolean; removedAt: string | null }[]>`
    select enabled, removed_at from playbooks where workspace_id = ${workspaceId} and id = ${id}`,
  )
  const playbook = rows[0]
  if (playbook === undefined || playbook.removedAt !== null) return 'removed'
  return playbook.enabled ? 'on' : 'switched off'
}
