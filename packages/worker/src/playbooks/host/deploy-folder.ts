import { existsSync } from 'node:fs'
import { findWorkspace, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import { buildGoodBundle } from '../build/build-bundle.ts'
import { printProblem } from '../build/problem.ts'
import { compileBundle, prepareEngine } from './compile.ts'
import { type Deployed, deployBundle, ownerOf } from './deploy.ts'
import type { LiveBundles } from './live-bundles.ts'

/**
 * Builds and deploys a folder. Whatever is wrong with a playbook is logged, and for it alone the version that was in force stays.
 * @returns the hash in force, if any is
 */
export async function deployFolder(
  deps: { app: Store; bundles: LiveBundles; home: string; logger: Logger },
  from: { folder: string; workspace: string },
): Promise<string | null> {
  const { app, logger } = deps
  const startedAt = performance.now()
  try {
    const workspaceId = await findWorkspace(app, from.workspace)
    if (workspaceId === null) {
      logger.error({ workspace: from.workspace }, 'there is no such workspace, so its playbooks are not deployed')
      return null
    }
    if (!existsSync(from.folder)) {
      logger.error({ folder: from.folder }, `there is no folder ${from.folder}; what is deployed stays`)
      return null
    }
    deps.bundles.prepare()
    const engine = prepareEngine(deps.home)
    engine.catch(() => undefined)
    const { bundle, broken, problems } = await buildGoodBundle({ folder: from.folder })
    for (const problem of problems) logger.error({ problem }, printProblem(problem))
    if (broken.length > 0)
      logger.error({ broken }, `not deployed: ${broken.join(', ')}; the version before stays, if there was one`)
    if (bundle.manifest.playbooks.length === 0) {
      if (broken.length > 0) return null
      logger.warn({ folder: from.folder }, 'the folder has no playbook; what is deployed stays')
      return null
    }
    const builtMs = Math.round(performance.now() - startedAt)
    await engine
    await compileBundle(bundle, deps.home)
    const deployed = await deployBundle(app, await ownerOf(app, workspaceId), bundle, broken)
    await deps.bundles.refresh()
    await deps.bundles.serve({ workspaceId, hash: bundle.hash })
    const tookMs = Math.round(performance.now() - startedAt)
    const { playbooks, edited, removed, taken, changed } = deployed
    for (const name of taken)
      logger.error({ playbook: name }, `not deployed: ${name}; it has been deployed over the API, and that one stays`)
    const told = `deployed ${whatChanged(deployed)} (${(tookMs / 1000).toFixed(1)} s)`
    logger.info(
      // Whoever saved a playbook waits for this line.
      { bundle: bundle.hash.slice(0, 12), playbooks, edited, removed, builtMs, tookMs, tell: changed },
      changed ? told : 'playbooks are in force as they are',
    )
    return bundle.hash
  } catch (error) {
    logger.error({ err: error }, 'the playbooks could not be deployed; what was in force stays')
    return null
  }
}

/** Whoever saves one of many playbooks wants to see that one. */
function whatChanged({ playbooks, edited, removed }: Pick<Deployed, 'playbooks' | 'edited' | 'removed'>): string {
  const gone = removed.map((name) => `${name} (removed)`)
  const others = playbooks.length - edited.length
  // Neither is new: what they have in common is, or whose they are.
  if (edited.length + gone.length === 0) return `all ${playbooks.length} playbooks anew`
  return [...edited, ...gone].join(', ') + (others > 0 ? `; ${others} as before` : '')
}
