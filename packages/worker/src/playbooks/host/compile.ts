import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compiledIn } from '../../compiled/folder.ts'
import { writeOnce } from '../../compiled/write-once.ts'
import { compileEngine, engineVersion } from './compile-engine.ts'
import { joinCode } from './join-code.ts'

/** How code is joined: a change of it makes what was joined stale. */
const joining = readFileSync(new URL('./join-code.ts', import.meta.url), 'utf8')

export interface CompiledBundle {
  /** What a Temporal worker loads. */
  readonly workflowFile: string
  readonly stepsFile: string | null
}

/** Compiles what all bundles share, so that the first of them need not wait for it. */
export async function prepareEngine(home: string): Promise<void> {
  await compileEngine(await compiledIn(home))
}

/**
 * Turns a stored bundle into files that a worker loads, once: they are kept under their hash. The engine itself (`@temporalio/workflow`) comes
 * in here, all else was fixed when the bundle was built.
 */
export async function compileBundle(
  bundle: { hash: string; isolate: string; steps: string | null },
  home: string,
): Promise<CompiledBundle> {
  const folder = await compiledIn(home)
  const key = createHash('sha256').update([joining, engineVersion, bundle.hash].join('\n')).digest('hex').slice(0, 24)
  const compiled = {
    workflowFile: join(folder, `${key}.workflow.cjs`),
    stepsFile: bundle.steps === null ? null : join(folder, `${key}.steps.mjs`),
  }
  if (compiled.stepsFile !== null && bundle.steps !== null)
    await writeOnce(compiled.stepsFile, () => bundle.steps ?? '')
  await writeOnce(compiled.workflowFile, async () => joinCode(bundle.isolate, await compileEngine(folder)))
  return compiled
}
