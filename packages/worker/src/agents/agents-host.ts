import { Models, type ModelsConfig } from '@orchestrator/models'
import { createStore, openAgentRuns, queuedAgentRuns } from '@orchestrator/store'
import type { Logger } from 'pino'
import { wordPreferences } from '../learning/word-preferences.ts'
import { startLoop } from '../loop.ts'

export interface AgentsHostOptions {
  readonly databaseUrl: string
  readonly masterKey: string
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** Compiled workflows are kept under it. */
  readonly home: string
  readonly models: ModelsConfig
  readonly logger: Logger
}

/** Without a notice, runs that are queued or were answered are looked for as often as this. */
const everyMs = 1_000
/** What decisions show is put into words some seconds later, for people decide on many operations in a row. */
const wordingEveryMs = 10_000

/** The runs of agents, and preferences in words: the only process, beside the API, that asks models. Until there is a run it holds little. */
export async function startAgentsHost(options: AgentsHostOptions): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, masterKey, logger } = options
  const relay = createStore({ databaseUrl, masterKey, role: 'relay', connections: 2, name: 'orchestrator agents' })
  const app = createStore({ databaseUrl, masterKey, role: 'app', connections: 10, name: 'orchestrator agents' })
  const models = new Models(options.models)
  const isNeeded = async () =>
    (await queuedAgentRuns(relay, 1)).length > 0 || (await openAgentRuns(relay, null, 1)).length > 0
  const startWorker = async () => (await import('./agent-worker.ts')).startAgentWorker(options, { app, relay, models })
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined
  const loop = startLoop('the start of agents', everyMs, logger, async () => {
    if (!worker && !(await isNeeded())) return
    worker ??= await startWorker()
    await worker.round()
  })
  const ending = new AbortController()
  const round = wordPreferences({ relayStore: relay, store: app, models, signal: ending.signal })
  const wording =
    models.all.size === 0
      ? undefined
      : startLoop('putting preferences into words', wordingEveryMs, logger, async () => void (await round()))
  const unlisten = await relay.listen('orchestrator_agents', () => loop.wake())
  return {
    async stop() {
      await unlisten().catch(() => {})
      ending.abort()
      await wording?.stop()
      await loop.stop()
      await worker?.stop()
      await Promise.all([app.close(), relay.close()])
    },
  }
}
