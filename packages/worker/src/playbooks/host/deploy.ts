import { AppError, type Command, newId, PlaybookManifest, type Principal } from '@orchestrator/domain'
import { getFirstAdmin, installedPlaybooks, putBundle, type Store } from '@orchestrator/store'
import type { PlaybookBundle } from '../build/build-bundle.ts'

export interface Deployed {
  readonly hash: string
  readonly playbooks: readonly string[]
  readonly removed: readonly string[]
  /** false: this very bundle was in force already, and as the same member's. */
  readonly changed: boolean
}

/** Puts a bundle in force: stores it, then installs its playbooks in one command, as `principal`. A playbook that it no longer has is removed. */
export async function deployBundle(store: Store, principal: Principal, bundle: PlaybookBundle): Promise<Deployed> {
  const { workspaceId } = principal
  const manifests = bundle.manifest.playbooks.map(({ folder, manifest }) =>
    PlaybookManifest.parse({ ...manifest, folder }),
  )
  const names = manifests.map(({ id }) => id)
  const installed = await installedPlaybooks(store, workspaceId)
  const inForce =
    installed.length === names.length &&
    installed.every(
      (one) =>
        one.bundleHash === bundle.hash && one.installedBy === principal.actor.memberId && names.includes(one.name),
    )
  const gone = installed.filter(({ name }) => !names.includes(name))
  if (!inForce) {
    await putBundle(store, workspaceId, {
      hash: bundle.hash,
      manifest: bundle.manifest,
      isolate: Buffer.from(bundle.isolate),
      steps: bundle.steps === null ? null : Buffer.from(bundle.steps),
    })
    const commands: Command[] = [
      { id: newId(), type: 'playbook.deploy', data: { bundleHash: bundle.hash, playbooks: manifests } },
      ...gone.map(({ id }): Command => ({ id: newId(), type: 'playbook.remove', data: { id } })),
    ]
    await store.execute(principal, commands)
  }
  return { hash: bundle.hash, playbooks: names, removed: gone.map(({ name }) => name), changed: !inForce }
}

/** As whom a workspace's own folder is deployed: its first ADMIN, the one who set it up. */
export async function ownerOf(store: Store, workspaceId: string): Promise<Principal> {
  const owner = await store.read(workspaceId, (tx) => getFirstAdmin(tx, workspaceId))
  if (owner === undefined)
    throw new AppError('not_found', 'the workspace has no ADMIN as whom playbooks could be deployed')
  return { workspaceId, actor: { type: 'user', id: owner, memberId: owner }, scopes: null }
}
