import type { Store } from '../store.ts'

/** The playbooks that a workspace has now. */
export function installedPlaybooks(store: Store, workspaceId: string) {
  return store.read(
    workspaceId,
    (tx) => tx<{ id: string; name: string; bundleHash: string; installedBy: string }[]>`
    select id, name, bundle_hash, installed_by from playbooks where workspace_id = ${workspaceId} and removed_at is null`,
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
