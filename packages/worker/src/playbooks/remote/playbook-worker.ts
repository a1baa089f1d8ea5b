import type { Client, NewDeployment } from '@orchestrator/sdk/client'
import { createLogger } from '@orchestrator/telemetry'
import type { Logger } from 'pino'
import { pruneCompiled } from '../../compiled/folder.ts'
import { startLoop } from '../../loop.ts'
import type { TemporalOptions } from '../../temporal/connection.ts'
import { installRuntime } from '../../temporal/runtime.ts'
import { buildBundle } from '../build/build-bundle.ts'
import { handleBreakdown, type Strikes } from '../host/breakdown.ts'
import type { BundleCode } from '../host/bundle-slot.ts'
import { compileBundle, prepareEngine } from '../host/compile.ts'
import { createLiveBundles } from '../host/live-bundles.ts'
import { hasWaitingWork } from '../host/waiting-work.ts'
import { watchFolder } from '../host/watch-folder.ts'
import type { ServeConfig } from '../serve/protocol.ts'
import { clientOf, reachPlatform, reachTemporal } from './reach.ts'

export interface PlaybookWorkerOptions extends Omit<ServeConfig, 'platform'> {
  readonly api: { readonly url: string; readonly apiKey: string }
  readonly temporal: TemporalOptions
  /** Compiled bundles are kept under it. */
  readonly home: string
  /** Whose bundles: of one repository. */
  readonly source: string
  /** null: nothing is deployed from here, what is in force is served. */
  readonly folder: string | null
  /** Deploys the folder again when its files change. */
  readonly watch: boolean
  onDeployed?(deployment: NewDeployment): void
}

export interface PlaybookWorker {
  /** Lets what is under way come to a resting place, then ends; less than ten seconds. Another worker, or the next start, goes on with it. */
  stop(): Promise<void>
}

const lookEveryMs = 2_000

/**
 * Serves a team's playbooks from a process of its own: their code, their steps and their requests run here, with what this machine has. Runs are
 * matched, started, limited and watched over by the platform; what they read and write goes to its API, their histories to its Temporal.
 * Once in a process, for it installs Temporal's runtime.
 * @throws WorkerStartError, BundleError, OrchestratorError
 */
export async function startPlaybookWorker(options: PlaybookWorkerOptions): Promise<PlaybookWorker> {
  const { api, source, folder, home } = options
  const logger = createLogger({ part: 'worker', level: options.logLevel })
  installRuntime(logger)
  const client = clientOf(api)
  const { workspaceId } = await reachPlatform(client, api.url)
  const temporal = await reachTemporal(options.temporal)
  await pruneCompiled(home).catch(() => undefined)

  const built = new Map<string, BundleCode>()
  const strikes: Strikes = new Map()
  const bundles = createLiveBundles({
    config: { ...serveConfigOf(options), home },
    logger,
    live: async () => (await client.workers.bundles(source)).items.map((bundle) => ({ ...bundle, workspaceId })),
    read: async ({ hash }) => built.get(hash) ?? (await client.workers.bundle(hash)),
    hasWork: (bundle) => hasWaitingWork(temporal, bundle),
    // The platform watches over all runs and finds this one in its turn.
    onTrouble: () => undefined,
    onBreakdown: (info) => handleBreakdown({ temporal, memoryMb: options.playbookMemoryMb, stop: end }, info, strikes),
  })
  /** The platform finds it ended, and says so in its row. */
  async function end({ workflowId }: { workflowId: string }, { message }: { message: string }): Promise<void> {
    await temporal.client.workflow
      .getHandle(workflowId)
      .terminate(message)
      .catch((error: unknown) => logger.debug({ err: error, workflowId }, 'the workflow had closed'))
  }

  async function deploy(from: string): Promise<void> {
    const engine = prepareEngine(home)
    engine.catch(() => undefined)
    const bundle = await buildBundle({ folder: from, worker: { source } })
    await engine
    await compileBundle(bundle, home)
    built.set(bundle.hash, bundle)
    options.onDeployed?.(await putInForce(client, source, bundle))
    await bundles.refresh()
    if (bundle.manifest.playbooks.length > 0) await bundles.serve({ workspaceId, hash: bundle.hash })
  }

  try {
    if (folder === null) await bundles.refresh()
    else await deploy(folder)
  } catch (error) {
    await bundles.close()
    await temporal.close()
    throw error
  }
  const refresher = startLoop('asking the platform what to serve', lookEveryMs, logger, async () => {
    await bundles.refresh()
    await bundles.wakeSleepers()
  })
  const changes = folder !== null && options.watch ? watchChanges(folder, logger, deploy) : null
  return {
    async stop() {
      await Promise.allSettled([changes?.stop(), refresher.stop()])
      await bundles.close()
      await temporal.close()
    },
  }
}

function serveConfigOf(options: PlaybookWorkerOptions): ServeConfig {
  const { api, temporal, allowPrivateHosts, stepsEnvironment, stepsFolders } = options
  const { playbookMemoryMb, otlpEndpoint, logLevel } = options
  return {
    platform: { kind: 'api', url: api.url, apiKey: api.apiKey },
    ...{ temporal, allowPrivateHosts, stepsEnvironment, stepsFolders, playbookMemoryMb, otlpEndpoint, logLevel },
  }
}

/** A deployment of what is in force already changes nothing, so each of several workers may do it. */
const putInForce = (
  client: Client,
  source: string,
  { hash, isolate, steps, manifest }: Awaited<ReturnType<typeof buildBundle>>,
): Promise<NewDeployment> =>
  client.deployments.create({
    ...{ source, bundleHash: hash },
    bundle: { isolate, steps, manifest: JSON.stringify(manifest) },
  })

function watchChanges(folder: string, logger: Logger, deploy: (folder: string) => Promise<void>) {
  // The loop begins with a round; the folder was deployed just now.
  let first = true
  const loop = startLoop('deploying the folder', 2 ** 31 - 1, logger, async () => {
    if (first) return void (first = false)
    await deploy(folder).catch((error: unknown) =>
      logger.error({ err: error }, 'the playbooks could not be deployed; what was in force stays'),
    )
  })
  const unwatch = watchFolder(folder, () => loop.wake())
  return {
    stop() {
      unwatch()
      return loop.stop()
    },
  }
}
