import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readSealed } from '../../compiled/read-sealed.ts'
import { dataConverter } from '../../temporal/data-converter.ts'
import { traceModule } from '../../temporal/trace.ts'

const require = createRequire(import.meta.url)
const engineFolder = (name: string) => dirname(require.resolve(`${name}/package.json`))
const sdkVersion = (require('@temporalio/worker/package.json') as { version: string }).version
/** Our part of the engine: compiled in with it, so that a change of it makes what was compiled stale. */
const ownPart = ['workflows/trace.ts', 'workflows/trace-header.ts', 'temporal/failure-converter.ts'].map((path) =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'),
)
export const engineVersion = `${sdkVersion}-${createHash('sha256').update(ownPart.join('\n')).digest('hex').slice(0, 8)}`

/** What the engine calls, each time it loads a workflow, for the playbooks' module: a function that is given `@temporalio/workflow`. */
export const playbooksGlobal = '__orchestratorPlaybooks'

/**
 * `@temporalio/workflow` as a worker loads it, with its source map inside and a call where the playbooks go. It is the same for every bundle, so
 * webpack (a second of work, 100 MB of memory) runs once for each version of the engine.
 */
export async function compileEngine(folder: string): Promise<string> {
  const file = join(folder, `engine-${engineVersion}.cjs`)
  return readSealed(file, async () => {
    // .cjs: above the state folder may lie a package.json that takes every .js for a module.
    const source = join(folder, `engine.${process.pid}.cjs`)
    await writeFile(source, `module.exports = ${playbooksGlobal}(require('@temporalio/workflow'))\n`)
    try {
      return await runWebpack(source)
    } finally {
      await rm(source, { force: true })
    }
  })
}

async function runWebpack(workflowsPath: string): Promise<string> {
  const { bundleWorkflowCode } = await import('@temporalio/worker')
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [traceModule],
    ...dataConverter,
    logger: quiet,
    webpackConfigHook: (config) => ({
      ...config,
      // The source lies in the state folder, from where no package is in reach.
      resolve: {
        ...config.resolve,
        alias: {
          ...config.resolve?.alias,
          '@temporalio/workflow': engineFolder('@temporalio/workflow'),
          '@temporalio/common': engineFolder('@temporalio/common'),
        },
      },
    }),
  })
  return code
}
