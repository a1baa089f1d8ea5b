import { existsSync } from 'node:fs'
import type { PlaybookWorkerOptions } from '@orchestrator/worker'
import { UserError } from '../user-error.ts'

/** Serves until it is asked to end; resolves to the exit code. */
export async function runWorker(options: PlaybookWorkerOptions): Promise<number> {
  const { folder, source, api, temporal } = options
  if (folder !== null && !existsSync(folder)) throw new UserError(`There is no folder ${folder}.`, { exitCode: 2 })
  console.log(
    folder === null ? `Asking ${api.url} what to serve …` : `Checking and deploying ${folder} to ${api.url} …`,
  )
  const worker = await started(options)
  console.log(`Serving the playbooks of ${source}, by ${api.url} and Temporal at ${temporal.address}. Ctrl-C ends it.`)
  await askedToStop()
  console.log('Ending: what is under way comes to a resting place …')
  await worker.stop()
  console.log('Ended. Runs wait for the next worker.')
  return 0
}

async function started(options: PlaybookWorkerOptions) {
  const { BundleError, startPlaybookWorker, WorkerStartError } = await import('@orchestrator/worker')
  const { OrchestratorError } = await import('@orchestrator/sdk/client')
  try {
    return await startPlaybookWorker(options)
  } catch (error) {
    if (error instanceof WorkerStartError) throw new UserError(error.message, { hint: error.hint, cause: error })
    if (error instanceof BundleError)
      throw new UserError(`Nothing is deployed: the folder is not right.\n${error.message}`, {
        hint: 'See: npx orchestrator playbook check',
      })
    if (error instanceof OrchestratorError)
      throw new UserError(`The platform refuses: ${error.message}`, { code: error.code, cause: error })
    throw error
  }
}

function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
