import { loadPackage } from '../support/load-package.ts'
import { serveHooks } from '../support/serve-hooks.ts'
import type { GraphileWorker, Received } from './jobs.ts'

const { makeWorkerUtils } = await loadPackage<GraphileWorker>('graphile-worker')
const utils = await makeWorkerUtils({ connectionString: process.env['DATABASE_URL'] ?? '', maxPoolSize: 20 })
serveHooks((kind, hook) => utils.addJob('react', { kind, hook } satisfies Received))
