import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compileEngine, engineVersion } from './compile-engine.ts'
import { joinCode } from './join-code.ts'
import { writeOnce } from './write-once.ts'

const keptDays = 14
/** How code is joined: a change of it makes what was joined stale. */
const joining = readFileSync(new URL('./join-code.ts', import.meta.url), 'utf8')

export interface CompiledBundle {
  /** What a Temporal worker loads. */
  readonly workflowFile: string
  readonly stepsFile: string | null
}

const folderIn = (home: string) => join(home, 'cache', 'bundles')

/** Compiles what all bundles share, so that the first of them need not wait for it. */
export async function prepareEngine(home: string): Promise<void> {
  const folder = folderIn(home)
  await mkdir(folder, { recursive: true })
  await compileEngine(folder)
}

/**
 * Turns a stored bundle into files that a worker loads, once: they are kept under their hash. The engine itself (`@temporalio/workflow`) comes
 * in here, all else was fixed when the bundle was built.
 */
export async function compileBundle(
  bundle: { hash: string; isolate: string; steps: string | null },
  home: string,
): Promise<CompiledBundle> {
  const folder = folderIn(home)
  const key = createHash('sha256').update([joining, engineVersion, bundle.hash].join('\n')).digest('hex').slice(0, 24)
  const compiled = {
    workflowFile: join(folder, `${key}.workflow.cjs`),
    stepsFile: bundle.steps === null ? null : join(folder, `${key}.steps.mjs`),
  }
  await mkdir(folder, { recursive: true })
  if (compiled.stepsFile !== null && bundle.steps !== null)
    await writeOnce(compiled.stepsFile, () => bundle.steps ?? '')
  await writeOnce(compiled.workflowFile, async () =>
    joinCode(bundle.isolate, await readFile(await compileEngine(folder), 'utf8')),
  )
  return compiled
}

/** Removes what nobody has asked for in two weeks; a bundle that is needed after all is compiled again. */
export async function pruneCompiled(home: string): Promise<void> {
  const folder = folderIn(home)
  const oldest = Date.now() - keptDays * 86_400_000
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name)
    const { mtimeMs } = await stat(file)
    if (mtimeMs < oldest) await rm(file, { force: true })
  }
}
