import { join } from 'node:path'
import type { Config } from '../config.ts'
import { emailInWords } from '../doctor/email.ts'
import { inboundMail } from '../doctor/inbound-mail.ts'
import { modelsFinding } from '../doctor/models.ts'
import { mailFactsOf, setupFactsOf } from '../doctor/setup-facts.ts'
import { prepareDatabase } from '../setup/prepare-database.ts'
import { type Stack, type StackPorts, Stopped } from '../stack/stack-types.ts'
import { type PartName, repositoryRoot } from '../stack/start-part.ts'
import { startStack } from '../stack/start-stack.ts'
import { readSettings, updateSettings, writeSecrets } from '../stack/state-folder.ts'
import { partProblems } from './part-problems.ts'
import { playDemo } from './play-demo.ts'
import { printSummary } from './print-summary.ts'
import { showProgress } from './progress.ts'
import { tourInWords } from './tour.ts'

const titles: Record<PartName, string> = {
  api: 'API',
  relay: 'Relay',
  playbooks: 'Playbooks',
  sync: 'Sync',
  agents: 'Agents',
}

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
  const problems = partProblems(
    progress.news,
    (part, text) => progress.step({ name: titles[part], text, state: 'done' }),
    join(home, 'logs'),
  )
  const asked = new AbortController()
  let apiKey = ''
  const start = startStack({
    home,
    ports,
    playbooks,
    watch,
    workspace: config.ORCHESTRATOR_WORKSPACE,
    apiHost: config.ORCHESTRATOR_API_HOST,
    publicUrl: config.ORCHESTRATOR_PUBLIC_URL,
    databaseUrl: config.DATABASE_URL,
    temporalAddress: config.TEMPORAL_ADDRESS,
    temporalNamespace: config.TEMPORAL_NAMESPACE,
    temporalUi: config.ORCHESTRATOR_TEMPORAL_UI,
    masterKey: config.ORCHESTRATOR_MASTER_KEY,
    // Once it is to end, how far the start had come is of no interest.
    onStep: (step) => asked.signal.aborted || progress.step(step),
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
  // Asked again, `start.stop` hurries: that is for a second Ctrl-C alone.
  let ending: Promise<void> | undefined
  const end = () => {
    progress.end()
    ending ??= start.stop()
    return ending
  }
  const stopAsked = whenAskedToStop(asked, { stop: () => void end(), hurry: () => void start.stop() })
  try {
    const stack = await start.ready
    updateSettings(stack.folder, { running: { pid: process.pid, ...setupFactsOf(config) } })
    const workspace = config.ORCHESTRATOR_WORKSPACE
    const access = { url: stack.apiUrl, apiKey, workspace }
    const [mail, models] = await Promise.all([inboundMail(access), modelsFinding(access)])
    const unknown = 'not known: the API does not say'
    printSummary({
      ...{ stack, apiKey, workspace, email: emailInWords(mailFactsOf(config)) },
      ...{ mailIn: mail?.text ?? unknown, models: models?.text ?? unknown },
    })
    const demoDone = () => readSettings(stack.folder).demoDoneAt !== undefined
    if (demo && !demoDone()) await demonstrate(stack, apiKey, config, asked.signal)
    if (!asked.signal.aborted) {
      // Where the API does not say what is there, there is nothing true to say; the start stands.
      const tour = await tourInWords({ access, playbooks, home: homeToName(stack) }).catch(() => undefined)
      console.log(`${tour === undefined ? '' : `${tour}\n\n`}Ctrl-C ends everything.`)
    }
    await stopAsked
  } catch (error) {
    await end()
    if (!(error instanceof Stopped) && !asked.signal.aborted) throw error
  }
  await end()
  console.log('Everything has ended. The next start goes on from here.')
  return 0
}

/** The state folder, unless every command finds it by itself. */
const homeToName = ({ folder }: Stack) =>
  folder.path === join(repositoryRoot, '.orchestrator') ? undefined : folder.path

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

function whenAskedToStop(asked: AbortController, { stop, hurry }: { stop(): void; hurry(): void }): Promise<void> {
  let firstAt: number | undefined
  return new Promise<void>((resolve) => {
    const onSignal = () => {
      if (firstAt === undefined) {
        firstAt = Date.now()
        process.stdout.write('\nEnding everything …\n')
        asked.abort()
        stop()
        resolve()
      } else if (Date.now() - firstAt > oneAndTheSameMs) {
        hurry()
      }
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
    // Started through npm or npx: their end without a signal, as after a kill -9, shows here.
    process.once('disconnect', onSignal)
    process.channel?.unref()
  })
}
