import type { PlaybookManifest } from '@orchestrator/sdk/runtime'
import { BundleError } from './build-bundle.ts'
import { bundleIsolate } from './bundle-isolate.ts'
import { buildSources } from './check.ts'
import { findSources } from './find-sources.ts'
import { realFolder } from './isolate-plugin.ts'

/** One playbook of a folder, as it is run in memory. */
export interface SimulatorBuild {
  readonly manifest: PlaybookManifest
  /** CommonJS; its default export is what `entry` makes of the playbook's definition. */
  readonly code: string
}

/**
 * Builds one playbook of a folder for whatever runs it without Temporal. The others need not be right.
 * @param entry a file that exports `simulatorOf(definitions)`
 * @returns null: there is no playbook of that name
 * @throws BundleError
 */
export async function buildSimulator(input: {
  readonly folder: string
  readonly name: string
  readonly entry: string
}): Promise<SimulatorBuild | null> {
  const root = await realFolder(input.folder)
  const sources = (await findSources(root)).filter(({ name }) => name === input.name)
  if (sources.length === 0) return null
  const built = await buildSources(root, sources)
  if (built.problems.length > 0) throw new BundleError(built.problems)
  const { code, problems } = await bundleIsolate(root, sources, [
    `import { simulatorOf } from ${JSON.stringify(input.entry)}`,
    'export default simulatorOf(playbooks.map(({ module }) => module.default))',
  ])
  if (problems.length > 0) throw new BundleError(problems)
  const [found] = built.playbooks
  return found ? { manifest: found.manifest, code } : null
}
