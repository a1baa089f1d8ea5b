import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BundleOptions } from '@temporalio/worker'
import { dataConverter } from '../temporal/data-converter.ts'
import { traceModule } from '../temporal/trace.ts'
import { compiledIn } from './folder.ts'
import { readSealed } from './read-sealed.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const sdkVersion = (createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string }).version
/** All that workflows may import, and how they are bundled; of packages from elsewhere, which ones are installed. */
const ownSources = [at('..'), at('../../../domain/src'), at('../../../sdk/src'), at('../../../../pnpm-lock.yaml')]
const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/**
 * Workflows as a worker loads them. Webpack takes seconds of processor time, so it runs once for what they are made of, not at each start.
 */
export async function bundleWorkflows(
  options: Pick<BundleOptions, 'workflowsPath' | 'webpackConfigHook'>,
  home: string,
  sources: readonly string[] = ownSources,
): Promise<{ readonly code: string }> {
  const name = basename(options.workflowsPath, '.ts')
  const file = join(await compiledIn(home), `${name}-${await hashOf([options.workflowsPath, ...sources])}.cjs`)
  const code = await readSealed(file, async () => {
    const { bundleWorkflowCode } = await import('@temporalio/worker')
    const bundle = { ...options, ...dataConverter, workflowInterceptorModules: [traceModule], logger: quiet }
    return (await bundleWorkflowCode(bundle)).code
  })
  return { code }
}

async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(sdkVersion)
  for (const source of sources) {
    const inside = await readdir(source, { recursive: true }).catch(() => [''])
    const files = inside.filter((name) => name === '' || (/\.c?ts$|\.c?js$/.test(name) && !name.includes('.test.')))
    for (const name of files.sort())
      hash.update(`${name}\n`).update(await readFile(join(source, name)).catch(() => 'not there'))
  }
  return hash.digest('hex').slice(0, 24)
}
