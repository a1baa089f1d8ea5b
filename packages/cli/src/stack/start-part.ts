import { join } from 'node:path'
import { UserError } from '../user-error.ts'
import { type Service, StartFailure, type StartOptions, startService } from './service.ts'

/** The root of the repository. */
export const repositoryRoot = join(import.meta.dirname, '..', '..', '..', '..')

// Node keeps what it compiled: parts start faster and smaller.
const compileCache = join(repositoryRoot, '.cache', 'node')

// Rows and events live for a moment: with more room for the young, less of them is copied about under load.
const nodeFlags = ['--max-semi-space-size=32']

/** The processes that Orchestrator itself consists of, and their entry files. */
export const partEntries = {
  api: 'packages/api/src/main.ts',
  relay: 'packages/worker/src/relay-main.ts',
  playbooks: 'packages/worker/src/playbooks-main.ts',
  sync: 'packages/worker/src/sync-main.ts',
  agents: 'packages/worker/src/agents-main.ts',
} as const

/** The name of one of Orchestrator's own processes. */
export type PartName = keyof typeof partEntries

/**
 * Starts one of Orchestrator's own processes on this Node and waits for its line `{"msg":"ready"}`.
 * The part ends itself when this process is gone.
 */
export function startPart(
  options: StartOptions & {
    part: PartName
    /** Added to this process's environment. */
    env: Record<string, string | undefined>
    /** Another entry than the part's own: for tests. */
    entry?: string
    readyWithinMs?: number
  },
): Promise<Service> {
  const endWithParent = join(import.meta.dirname, 'end-with-parent.ts')
  return startService({
    ...options,
    name: options.part,
    command: process.execPath,
    args: [...nodeFlags, '--import', endWithParent, options.entry ?? join(repositoryRoot, partEntries[options.part])],
    spawn: {
      cwd: repositoryRoot,
      env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
    isReady: isReadyLine,
    readyWithinMs: options.readyWithinMs ?? 60_000,
  }).catch((error: unknown) => {
    if (!(error instanceof StartFailure)) throw error
    throw new UserError(error.message, {
      ...(options.logFile !== undefined && { hint: `Its whole log: ${options.logFile}` }),
      cause: error,
    })
  })
}

function isReadyLine(line: string): boolean {
  return (
    line.startsWith('{') && line.includes('"ready"') && (parse(line) as { msg?: unknown } | undefined)?.msg === 'ready'
  )
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
