import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { type BuiltPlaybook, buildFolder } from './check.ts'
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
export async function buildBundle(input: { folder: string }): Promise<PlaybookBundle> {
  const built = await buildFolder(input.folder)
  if (built.problems.length > 0) throw new BundleError(built.problems)
  const encodedMap = Buffer.from(built.map).toString('base64')
  const isolate = `${built.isolate}\n//# sourceMappingURL=data:application/json;base64,${encodedMap}\n`
  const manifest = { engine, playbooks: built.playbooks }
  const hash = createHash('sha256')
  for (const part of [engine, isolate, built.steps ?? '', JSON.stringify(manifest)])
    hash.update(`${Buffer.byteLength(part)}\n`).update(part)
  return { hash: hash.digest('hex'), isolate, steps: built.steps, manifest }
}
