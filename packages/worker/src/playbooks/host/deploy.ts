import {
  AppError,
  type Command,
  folderSource,
  newId,
  PlaybookManifest,
  type Principal,
  planDeployment,
} from '@orchestrator/domain'
import { getFirstAdmin, installedManifests, installedPlaybooks, putBundle, type Store } from '@orchestrator/store'
import type { PlaybookBundle } from '../build/build-bundle.ts'

export interface Deployed {
  readonly hash: string
  readonly playbooks: readonly string[]
  readonly removed: readonly string[]
  /** Those that are new or have other code than before. */
  readonly edited: readonly string[]
  /** Those that somebody has deployed over the API: theirs stay. */
  readonly taken: readonly string[]
  /** false: this very bundle was in force already, and as the same member's. */
  readonly changed: boolean
}

/**
 * Puts the folder's bundle in force: stores it, then installs its playbooks in one command, as `principal`. A playbook that it no longer has is
 * removed, unless it is one to `keep`: that one stays on the version before. What others deployed is not touched.
 */
export async function deployBundle(
  store: Store,
  principal: Principal,
  bundle: PlaybookBundle,
  keep: readonly string[] = [],
): Promise<Deployed> {
  const { workspaceId } = principal
  const all = await installedPlaybooks(store, workspaceId)
  const others = new Set(all.filter(({ source }) => source !== folderSource).map(({ name }) => name))
  const built = bundle.manifest.playbooks.map(({ folder, manifest }) => PlaybookManifest.parse({ ...manifest, folder }))
  const manifests = built.filter(({ id }) => !others.has(id))
  const names = manifests.map(({ id }) => id)
  const installed = all.filter(
    ({ name, source }) => source === folderSource && (!keep.includes(name) || names.includes(name)),
  )
  const inForce =
    installed.length === names.length &&
    installed.every(
      (one) =>
        one.bundleHash === bundle.hash && one.installedBy === principal.actor.memberId && names.includes(one.name),
    )
  const gone = installed.filter(({ name }) => !names.includes(name))
  let edited: string[] = []
  if (!inForce) {
    const planned = bundle.manifest.playbooks.map(({ code }, n) => ({ manifest: built[n] as PlaybookManifest, code }))
    const plan = planDeployment(folderSource, planned, await installedManifests(store, workspaceId))
    edited = plan.flatMap(({ playbook, change }) => (change === 'new' || change === 'changed' ? [playbook] : []))
    await putBundle(store, workspaceId, {
      hash: bundle.hash,
      manifest: bundle.manifest,
      isolate: Buffer.from(bundle.isolate),
      steps: bundle.steps === null ? null : Buffer.from(bundle.steps),
    })
    const data = {
      ...{ bundleHash: bundle.hash, playbooks: manifests, source: folderSource },
      removes: gone.map(({ id }) => id),
    }
    await store.execute(principal, [{ id: newId(), type: 'playbook.deploy', data } as Command])
  }
  const taken = built.flatMap(({ id }) => (others.has(id) ? [id] : []))
  return {
    ...{ hash: bundle.hash, playbooks: names, removed: gone.map(({ name }) => name) },
    ...{ edited, taken, changed: !inForce },
  }
}

/** As whom a workspace's own folder is deployed: its first ADMIN, the one who set it up. */
export async function ownerOf(store: Store, workspaceId: string): Promise<Principal> {
  const owner = await store.read(workspaceId, (tx) => getFirstAdmin(tx, workspaceId))
  if (owner === undefined)
    throw new AppError('not_found', 'the workspace has no ADMIN as whom playbooks could be deployed')
  return { workspaceId, actor: { type: 'user', id: owner, memberId: owner }, scopes: null }
}
