import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildBundle } from '../build/build-bundle.ts'
import { compileBundle } from '../host/compile.ts'
import { listeningCode } from './listening-code.ts'

/** A run as it went: what Temporal recorded, and its steps in words. */
export interface RecordedRun {
  readonly playbook: string
  /** The run's id. */
  readonly run: string
  readonly workflowId: string
  readonly steps: readonly { readonly step: number; readonly name: string; readonly summary: string }[]
  /** As Temporal's tools write it in JSON. */
  readonly history: unknown
}

interface AskedStep {
  readonly name: string
  readonly summary: string
}

export interface Replayed {
  readonly playbook: string
  readonly run: string
  readonly ok: boolean
  /** Where the new code parts from what was recorded; null: nowhere, or no step shows it. */
  readonly parting: { readonly step: number; readonly recorded: string | null; readonly now: string | null } | null
  /** Temporal's words; null: it fits. */
  readonly problem: string | null
}

/**
 * Replays recorded runs on the folder's code as it is now, as Temporal does with runs under way after code changed under them.
 * @throws BundleError when the folder is not right
 */
export async function replayRuns(input: { folder: string; runs: readonly RecordedRun[] }): Promise<Replayed[]> {
  const { DefaultLogger, Runtime, Worker } = await import('@temporalio/worker')
  const home = await mkdtemp(join(tmpdir(), 'replay-'))
  try {
    quiet(Runtime, new DefaultLogger('ERROR', () => {}))
    const bundle = await buildBundle({ folder: input.folder })
    const { workflowFile } = await compileBundle(bundle, home)
    const code = listeningCode(await readFile(workflowFile, 'utf8'))
    const known = new Set(bundle.manifest.playbooks.map(({ manifest }) => manifest.id))
    const replayed: Replayed[] = []
    for (const one of input.runs) {
      if (!known.has(one.playbook)) continue
      const asked = new Map<number, AskedStep>()
      const fn = (_: unknown, n: number, name: string, summary: string) => void asked.set(n, { name, summary })
      const sinks = { replay: { asked: { fn, callDuringReplay: true } } }
      const problem = await Worker.runReplayHistory(
        { workflowBundle: { code }, replayName: 'replay', sinks },
        one.history as never,
        one.workflowId,
      ).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      const parting = problem === null ? renamedIn(one, asked) : partingOf(one, asked)
      const { playbook, run } = one
      replayed.push({ playbook, run, ok: problem === null && parting === null, parting, problem })
    }
    return replayed
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** The first step that the code asks for otherwise than it was recorded. */
function partingOf({ steps }: RecordedRun, asked: ReadonlyMap<number, AskedStep>): Replayed['parting'] {
  const recorded = new Map(steps.map((step) => [step.step, step]))
  const last = Math.max(-1, ...recorded.keys(), ...asked.keys())
  for (let step = 0; step <= last; step++) {
    const [was, is] = [recorded.get(step), asked.get(step)]
    if (was?.name !== is?.name) return { step, recorded: was?.summary ?? null, now: is?.summary ?? null }
  }
  return null
}

/** Temporal does not look at what a step was asked for: a command in the place of another would get that one's answer. */
function renamedIn({ steps }: RecordedRun, asked: ReadonlyMap<number, AskedStep>): Replayed['parting'] {
  for (const { step, name, summary } of steps) {
    const is = asked.get(step)
    if (is !== undefined && is.name !== name) return { step, recorded: summary, now: is.summary }
  }
  return null
}

/** A replay that fails is told by its result; the engine's own log of it would only repeat that. */
function quiet(runtime: { install(options: object): unknown }, logger: object): void {
  try {
    runtime.install({ logger, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } })
  } catch {
    // There is one already.
  }
}
