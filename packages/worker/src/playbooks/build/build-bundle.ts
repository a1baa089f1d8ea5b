import { createRequire } from 'node:module'
import { hashOfBundle } from '@orchestrator/store'
import { buildFolder, buildGood } from './build-folder.ts'
import type { BuiltFolder, BuiltPlaybook } from './check.ts'
import { type PlaybookProblem, printProblem } from './problem.ts'

/** What a folder of playbooks was built into. Equal source gives an equal hash, on every machine. */
export interface PlaybookBundle {
  /** SHA-256, hex. */
  readonly hash: string
  /** CommonJS for the workflow isolate, with its source map inside. */
  readonly isolate: string
  /** An ES module for Node; null when no playbook has steps. */
  readonly steps: string | null
  readonly manifest: BundleManifest
}

export interface BundleManifest {
  /** The engine the isolate was built for: another one may replay it differently, so it is part of the hash. */
  readonly engine: string
  readonly playbooks: readonly BuiltPlaybook[]
  /** Left out: the platform does. Part of the hash, so what a team serves itself is another bundle than the same code on the platform. */
  readonly servedBy?: 'worker'
  /** With `servedBy`: whose it is. */
  readonly source?: string
}

/** For processes of the team that has this source. */
export interface WorkerTarget {
  readonly source: string
}

/** The folder cannot be deployed as it is. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
  readonly problems: readonly PlaybookProblem[]

  constructor(problems: readonly PlaybookProblem[]) {
    super(problems.map(printProblem).join('\n'))
    this.problems = problems
  }
}

const engine = `temporal-${(createRequire(import.meta.url)('@temporalio/workflow/package.json') as { version: string }).version}`

/** @throws BundleError when something in the folder is wrong */
export async function buildBundle(input: { folder: string; worker?: WorkerTarget }): Promise<PlaybookBundle> {
  const built = await buildFolder(input.folder)
  if (built.problems.length > 0) throw new BundleError(built.problems)
  return bundleOf(built, input.worker)
}

/** The same of those playbooks that are right. `broken`: names of the others, of which `problems` tells. */
export async function buildGoodBundle(input: {
  folder: string
}): Promise<{ bundle: PlaybookBundle; broken: readonly string[]; problems: readonly PlaybookProblem[] }> {
  const built = await buildGood(input.folder)
  return { bundle: bundleOf(built), broken: built.broken, problems: built.problems }
}

function bundleOf(built: BuiltFolder, worker?: WorkerTarget): PlaybookBundle {
  const encodedMap = Buffer.from(built.map).toString('base64')
  const isolate = `${built.isolate}\n//# sourceMappingURL=data:application/json;base64,${encodedMap}\n`
  const manifest: BundleManifest = {
    engine,
    playbooks: built.playbooks,
    ...(worker !== undefined && { servedBy: 'worker' as const, source: worker.source }),
  }
  const { steps } = built
  return {
    hash: hashOfBundle({ engine, isolate, steps, manifest: JSON.stringify(manifest) }),
    isolate,
    steps,
    manifest,
  }
}
