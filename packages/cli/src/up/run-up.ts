import type { Config } from '../config.ts'
import { prepareDatabase } from '../setup/prepare-database.ts'
import { type Stack, type StackPorts, Stopped } from '../stack/stack-types.ts'
import { startStack } from '../stack/start-stack.ts'
import { readSettings, updateSettings, writeSecrets } from '../stack/state-folder.ts'
import { partProblems } from './part-problems.ts'
import { playDemo } from './play-demo.ts'
import { printSummary, printTour } from './print-summary.ts'
import { showProgress } from './progress.ts'

/** What `up` was told. */
export interface UpOptions {
  config: Config
  home: string
  ports: Partial<StackPorts>
  playbooks: string
  watch: boolean
  demo: boolean
  verbose: boolean
}

/** Runs until it is told to stop; resolves to the exit code. */
export async function runUp({ config, home, ports, playbooks, watch, demo, verbose }: UpOptions): Promise<number> {
  const progress = showProgress()
  const problems = partProblems(progress.news)
  let apiKey = ''
  const start = startStack({
    home,
    ports,
    playbooks,
    watch,
    workspace: config.ORCHESTRATOR_WORKSPACE,
    apiHost: config.ORCHESTRATOR_API_HOST,
    databaseUrl: config.DATABASE_URL,
    temporalAddress: config.TEMPORAL_ADDRESS,
    temporalNamespace: config.TEMPORAL_NAMESPACE,
    temporalUi: config.ORCHESTRATOR_TEMPORAL_UI,
    masterKey: config.ORCHESTRATOR_MASTER_KEY,
    onStep: progress.step,
    onNews: progress.news,
    onPartLine: verbose ? (part, line) => console.log(`${part.padEnd(9)} ${line}`) : problems,
    async prepareDatabase({ databaseUrl, masterKey, folder, secrets }) {
      const workspace = config.ORCHESTRATOR_WORKSPACE
      const result = await prepareDatabase({ databaseUrl, masterKey, workspace, apiKey: secrets.apiKey })
      apiKey = result.apiKey
      if (secrets.apiKey !== apiKey) writeSecrets(folder, { ...secrets, apiKey })
      const schema = result.applied.length > 0 ? `${result.applied.length} applied` : 'up to date'
      return result.workspaceMade ? `${schema}; workspace "${workspace}" made` : schema
    },
  })
  const stopAsked = whenAskedToStop(() => void start.stop())
  try {
    const stack = await start.ready
    printSummary({ stack, apiKey, workspace: config.ORCHESTRATOR_WORKSPACE })
    const demoDone = () => readSettings(stack.folder).demoDoneAt !== undefined
    if (demo && !demoDone()) await demonstrate(stack, apiKey, config, stopAsked.signal)
    if (!stopAsked.signal.aborted) printTour({ hasProject: demoDone() })
    await stopAsked.promise
  } catch (error) {
    progress.end()
    await start.stop()
    if (error instanceof Stopped || stopAsked.signal.aborted) return 0
    throw error
  }
  progress.end()
  await start.stop()
  console.log('Everything has ended. The next start goes on from here.')
  return 0
}

async function demonstrate(stack: Stack, apiKey: string, config: Config, signal: AbortSignal): Promise<void> {
  try {
    const access = { url: stack.apiUrl, apiKey, workspace: config.ORCHESTRATOR_WORKSPACE }
    await playDemo({ access, signal })
    updateSettings(stack.folder, { demoDoneAt: new Date().toISOString() })
  } catch (error) {
    if (signal.aborted) return
    console.log(
      `The demo could not be played: ${(error as Error).message}\nIt is tried again at the next start; --no-demo leaves it out.`,
    )
  }
}

// One Ctrl-C may arrive several times at once, from the terminal and from each wrapper: only a later one means "hurry".
const oneAndTheSameMs = 1_000

function whenAskedToStop(stop: () => void): { promise: Promise<void>; signal: AbortSignal } {
  const asked = new AbortController()
  let firstAt: number | undefined
  const promise = new Promise<void>((resolve) => {
    const onSignal = () => {
      if (firstAt === undefined) {
        firstAt = Date.now()
        process.stdout.write('\nEnding everything …\n')
        asked.abort()
        stop()
        resolve()
      } else if (Date.now() - firstAt > oneAndTheSameMs) {
        stop()
      }
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
    // Started through npm or npx: their end without a signal, as after a kill -9, shows here.
    process.once('disconnect', onSignal)
    process.channel?.unref()
  })
  return { promise, signal: asked.signal }
}
