import { createEffects } from '../support/effects.ts'
import { loadPackage } from '../support/load-package.ts'
import { enough, type Hook, waitMs } from '../support/work.ts'
import type { GraphileWorker, Received } from './jobs.ts'

const { run } = await loadPackage<GraphileWorker>('graphile-worker')
const { insertRow, call } = createEffects()

await run({
  preset: {
    worker: {
      connectionString: process.env['DATABASE_URL'],
      concurrentJobs: 24,
      maxPoolSize: 25,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
      // Left at two seconds, jobs that become due would wait for so long: their best face, at the price of looking.
      pollInterval: 50,
    },
  },
  taskList: {
    async react({ kind, hook }: Received, { job, addJob }) {
      if (hook.amount < enough) return
      await insertRow(job.id, hook)
      if (kind === 'immediate') return call(hook)
      await addJob('call', hook, { runAt: new Date(Date.now() + waitMs), jobKey: job.id })
    },
    call: (hook: Hook) => call(hook),
  },
})
console.log('{"msg":"ready"}')
