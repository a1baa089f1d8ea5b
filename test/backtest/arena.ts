// What the tests of simulations share: a workspace in which automations really run, and an API over it.
import { createApp } from '@orchestrator/api'
import { close, listen } from '@orchestrator/api/listen'
import type { Permission } from '@orchestrator/domain'
import { mintApiKey } from '@orchestrator/store'
import {
  createPlaybookFolder,
  type PlaybookFolder,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { type Call, callWith, type Json } from '../api/start-api.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

export interface Arena {
  readonly stage: Stage
  readonly folder: PlaybookFolder
  readonly url: string
  readonly key: string
  readonly call: Call
  keyFor(scopes: Permission[]): Promise<Call>
  /** Runs of an automation, when all that are there have ended and at least so many are there. */
  ended(name: string, count: number): Promise<Json[]>
  /** How many rows there are of everything that a run could have written. */
  counts(): Promise<object>
  close(): Promise<void>
}

export async function openArena(files: Record<string, string>): Promise<Arena> {
  const folder = await createPlaybookFolder(files)
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  const stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
  const { store, workspaceId, principal } = stage
  const config = {
    ...{ masterKey: database.masterKey, temporalUi: 'http://127.0.0.1:4402', temporalNamespace: 'default' },
    ...{ rateLimit: 0, webhookRateLimit: 0, failedLoginLimit: 0, trustedProxies: [], deployments: true },
    requestTimeoutMs: 60_000,
  }
  const app = createApp({ store, config, temporal: null })
  const { url, server } = await listen(app, { host: '127.0.0.1', port: 0 })
  const { key } = await mintApiKey(store, principal, { name: 'owner' })
  const call = callWith(url, key)
  return {
    ...{ stage, folder, url, key, call },
    async keyFor(scopes) {
      return callWith(url, (await mintApiKey(store, principal, { name: 'narrow', scopes })).key)
    },
    async ended(name, count) {
      for (;;) {
        const runs = (await stage.allRuns()).filter((run) => run.name === name && run.status !== 'skipped')
        if (runs.length >= count && runs.every(({ status }) => ['completed', 'failed'].includes(status))) return runs
        await pause(50)
      }
    },
    counts: () =>
      store.read(workspaceId, async (tx) => {
        const [row] = await tx`
          select (select count(*) from tasks) as tasks, (select count(*) from comments) as comments, (select count(*) from events) as events,
            (select count(*) from runs) as runs, (select count(*) from run_steps) as steps, (select count(*) from commands) as commands,
            (select count(*) from waits) as waits, (select count(*) from approvals) as approvals`
        return { ...row }
      }),
    async close() {
      await close(app, server, 2_000)
      await stage.close()
      await folder.remove()
    },
  }
}
