import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { traceModule } from '../../temporal/trace.ts'

const require = createRequire(import.meta.url)
const engineFolder = (name: string) => dirname(require.resolve(`${name}/package.json`))
const engineVersion = (require('@temporalio/worker/package.json') as { version: string }).version
/** Our part of the engine: compiled in with it, so that a change of it makes what was compiled stale. */
const ownPart = ['trace.ts', 'trace-header.ts'].map((name) =>
  readFileSync(new URL(`../../workflows/${name}`, import.meta.url), 'utf8'),
)
const keptDays = 14

export interface CompiledBundle {
  /** What a Temporal worker loads. */
  readonly workflowFile: string
  readonly stepsFile: string | null
}

/**
 * Turns a stored bundle into files that a worker loads, once: they are kept under their hash. The engine itself (`@temporalio/workflow`) comes
 * in here, all else was fixed when the bundle was built.
 */
export async function compileBundle(
  bundle: { hash: string; isolate: string; steps: string | null },
  home: string,
): Promise<CompiledBundle> {
  const folder = join(home, 'cache', 'bundles')
  const key = createHash('sha256')
    .update([engineVersion, ...ownPart, bundle.hash].join('\n'))
    .digest('hex')
    .slice(0, 24)
  const compiled = {
    workflowFile: join(folder, `${key}.workflow.js`),
    stepsFile: bundle.steps === null ? null : join(folder, `${key}.steps.mjs`),
  }
  await mkdir(folder, { recursive: true })
  if (compiled.stepsFile !== null && bundle.steps !== null)
    await writeOnce(compiled.stepsFile, () => bundle.steps ?? '')
  await writeOnce(compiled.workflowFile, () => compileWorkflow(folder, key, bundle.isolate))
  return compiled
}

async function compileWorkflow(folder: string, key: string, isolate: string): Promise<string> {
  // Webpack takes 100 MB of memory to load; a start that finds its bundle compiled does without.
  const { bundleWorkflowCode } = await import('@temporalio/worker')
  // .cjs: above the state folder may lie a package.json that takes every .js for a module.
  const source = join(folder, `${key}.isolate.${process.pid}.cjs`)
  await writeFile(source, isolate)
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
  try {
    const { code } = await bundleWorkflowCode({
      workflowsPath: source,
      workflowInterceptorModules: [traceModule],
      logger: quiet,
      webpackConfigHook: (config) => ({
        ...config,
        // The bundle lies in the state folder, from where no package is in reach.
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
  } finally {
    await rm(source, { force: true })
  }
}

/** Written under another name first: a process that is ended in between leaves no half file. */
async function writeOnce(file: string, make: () => string | Promise<string>): Promise<void> {
  if (await exists(file)) return
  const part = `${file}.${process.pid}.part`
  await writeFile(part, await make())
  await rename(part, file)
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )

/** Removes what has not been compiled anew for two weeks; a bundle that is needed after all is compiled again. */
export async function pruneCompiled(home: string): Promise<void> {
  const folder = join(home, 'cache', 'bundles')
  const oldest = Date.now() - keptDays * 86_400_000
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name)
    const { mtimeMs } = await stat(file)
    if (mtimeMs < oldest) await rm(file, { force: true })
  }
}
