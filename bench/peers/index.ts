import { dbos } from './dbos/start.ts'
import { graphileWorker } from './graphile-worker/start.ts'
import { n8n } from './n8n/start.ts'
import { orchestrator } from './orchestrator/start.ts'
import { restate } from './restate/start.ts'
import type { SystemMaker } from './support/system.ts'

export const ours = orchestrator

/** Those that do the same work, each in a folder of its own. */
export const peers: readonly SystemMaker[] = [graphileWorker, dbos, restate, n8n]
