import module from 'node:module'
import { createLogger, startTracing } from '@orchestrator/telemetry'
import { createPlaybookActivities } from '../../activities/playbook-activities.ts'
import { createScriptRunner } from '../../scripts/script-runner.ts'
import { connectTemporal } from '../../temporal/connection.ts'
import { installRuntime } from '../../temporal/runtime.ts'
import { createStepRunner } from '../steps/step-runner.ts'
import { createBundleWorker } from './create-worker.ts'
import { openPlatform } from './open-platform.ts'
import {
  type FromBundle,
  heapExitCode,
  memoryExitCode,
  type ServeConfig,
  type ServeOptions,
  serveVariable,
  type ToBundle,
} from './protocol.ts'
import { watchUse } from './watch-use.ts'

// The process of one bundle: its Temporal worker, and the client that starts its runs on the same connection. It is a process of its own because
// a run that fills the memory of its isolate can abort all of it, whatever limits a thread is given.
const config = JSON.parse(process.env[serveVariable] ?? '') as ServeConfig
const logger = createLogger({ part: 'playbooks', level: config.logLevel })
const say = (message: FromBundle) => void (process.connected && process.send?.(message))

/** Temporal's run ids to workflow ids, of the runs seen last: its log names only the former. */
const workflowIds = new Map<string, string>()
const remember = (temporalRunId: string, workflowId: string) => {
  workflowIds.set(temporalRunId, workflowId)
  const oldest = workflowIds.keys().next()
  if (workflowIds.size > 5_000 && !oldest.done) workflowIds.delete(oldest.value)
}

// Before the SDK can tell the server that every run of that thread failed: their tasks stay as they are, for the next process to take.
process.on('worker', (thread) => {
  thread.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return
    process.exit(heapExitCode)
  })
})

installRuntime(logger, (message, fields) => {
  const workflowId = workflowIds.get(String(fields['run_id'] ?? fields['runId'] ?? ''))
  if (workflowId !== undefined && message.startsWith('Failing workflow task')) say({ kind: 'trouble', workflowId })
})

process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
// Without a host nobody would end this process or tell it what to do.
const endAtOnce = () => process.exit(0)
process.once('disconnect', endAtOnce)
process.once('message', (message: ToBundle) => {
  if (message.kind !== 'serve') return process.exit(1)
  serve(message.options).catch((error: unknown) => {
    logger.error({ err: error, bundle: message.options.hash.slice(0, 12) }, 'a bundle cannot be served')
    process.exit(1)
  })
})

async function serve(options: ServeOptions): Promise<void> {
  const stopTracing = await startTracing({ endpoint: config.otlpEndpoint, service: 'orchestrator-playbooks' })
  const identity = `playbooks ${options.hash.slice(0, 12)} ${process.pid}`
  const guest = config.platform.kind === 'api'
  const [temporal, platform] = await Promise.all([
    connectTemporal({ ...config.temporal, identity, guest }),
    openPlatform(config.platform),
  ])
  const steps =
    options.stepsFile === null
      ? null
      : createStepRunner({
          file: options.stepsFile,
          env: config.stepsEnvironment,
          folders: config.stepsFolders,
          memoryMb: 256,
        })
  // Its processes begin with the first script.
  const scripts = createScriptRunner()
  const { allowPrivateHosts } = config
  const activities = platform.guard(
    createPlaybookActivities({ calls: platform.calls, steps, scripts, http: { allowPrivateHosts } }),
  )
  const onLoad = ({ workflowId, runId }: { workflowId: string; runId: string }) => {
    remember(runId, workflowId)
    if (options.careful) say({ kind: 'computing', workflowId })
  }
  const worker = await createBundleWorker(
    { connection: temporal.connection, namespace: temporal.namespace, activities, logger, onLoad },
    options,
  )
  watchMemory()
  watchUse(worker, (calls) => say({ kind: 'used', calls }))

  let draining = false
  const drain = () => {
    if (draining) return
    draining = true
    if (worker.getState() === 'RUNNING') worker.shutdown()
  }
  process.on('message', (message: ToBundle) => {
    if (message.kind === 'drain') return drain()
    if (message.kind !== 'start' || draining) return
    const { runId } = message
    const { workspaceId, careful } = options
    platform.startRun({ client: temporal.client, eager: !careful }, { workspaceId, runId }).then(
      () => say({ kind: 'settled', runId, error: null }),
      (error: unknown) => {
        logger.warn({ err: error, runId }, 'a run could not be started; it is tried again')
        say({ kind: 'settled', runId, error: error instanceof Error ? error.message : String(error) })
      },
    )
  })
  const running = worker.run()
  process.off('disconnect', endAtOnce)
  process.on('disconnect', drain)
  say({ kind: 'ready' })
  // Node writes what it compiled when a process ends in good order. This one may never do so, and the next bundle's starts sooner with it.
  setTimeout(() => module.flushCompileCache?.(), 3_000).unref()
  try {
    await running
  } catch (error) {
    logger.error({ err: error }, 'the worker of a bundle broke down')
    process.exit(1)
  }
  steps?.close()
  scripts.close()
  await Promise.allSettled([platform.close(), temporal.close(), stopTracing()])
  process.exit(0)
}

/** Buffers do not count as heap, so no limit of V8 sees them. */
function watchMemory(): void {
  const most = (config.playbookMemoryMb * 2 + 300) * 1024 * 1024
  setInterval(() => {
    if (process.memoryUsage.rss() <= most) return
    logger.error({ rss: process.memoryUsage.rss() }, 'the runs of a bundle use too much memory')
    process.exit(memoryExitCode)
  }, 200).unref()
}
