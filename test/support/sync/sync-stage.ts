import type { FieldMap } from '@orchestrator/domain'
import { createConnection, readLogForSync, type Store } from '@orchestrator/store'
import pino from 'pino'
import { Budget } from '../../../packages/worker/src/sync/limit-session.ts'
import { syncRound } from '../../../packages/worker/src/sync/round.ts'
import type { SyncDeps } from '../../../packages/worker/src/sync/sync-deps.ts'
import { Troubles } from '../../../packages/worker/src/sync/trouble.ts'
import type { TestStore, TestWorkspace } from '../workspace.ts'
import { defaultFields, MemoryService } from './memory-service.ts'

export interface SyncStage {
  readonly w: TestWorkspace
  readonly service: MemoryService
  readonly projectId: string
  readonly connectionId: string
  readonly mappingId: string
  readonly deps: SyncDeps
  readonly troubles: string[]
  /** Rounds until nothing is due, as the workflow does them. @returns how many */
  sync(most?: number): Promise<number>
  /** Makes everything due that waits for a time. */
  hurry(): Promise<void>
  change(columns: Readonly<Record<string, unknown>>): Promise<void>
  tasks(): Promise<Record<string, unknown>[]>
  comments(): Promise<{ taskId: string; body: string }[]>
  waiting(): Promise<{ key: string; attempts: number; error: { code: string } | null }[]>
}

/** A workspace with a project that is mapped to a service in memory. */
export async function openSyncStage(
  stage: TestStore,
  fields: readonly Partial<FieldMap>[] = defaultFields,
  service = new MemoryService(),
): Promise<SyncStage> {
  const w = await stage.workspace()
  const { store } = w
  const projectId = await w.project()
  const made = await createConnection(store, stage.database.masterKey, w.owner, {
    ...{ provider: 'memory', name: 'Memory', auth: 'token', account: { id: 'me', name: 'Me', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
  })
  const connectionId = made.result.id
  const { result } = await w.run('mapping.create', {
    ...{ connectionId, projectId, containerId: 'box', containerKey: 'BOX', containerName: 'Box' },
    ...{ fields: fields as FieldMap[], deletedThere: 'delete', deletedHere: 'delete' },
  })
  const mappingId = result.id
  const troubles: string[] = []
  const ref = { workspaceId: w.id, connectionId }
  const deps = depsOf(store, service, troubles)
  const rows = <T extends object>(query: (tx: Parameters<Parameters<Store['read']>[1]>[0]) => Promise<readonly T[]>) =>
    store.read(w.id, query).then((found) => [...found])
  const hurry = () =>
    store.write(w.id, async (tx) => {
      await tx`update sync_work set due_at = now() where workspace_id = ${w.id}`
      await tx`update mapping_syncs set pull_at = now() where workspace_id = ${w.id}`
      await tx`update connection_syncs set due_at = now(), throttled_until = null where workspace_id = ${w.id}`
    })
  return {
    ...{ w, service, projectId, connectionId, mappingId, deps, troubles, hurry },
    async sync(most = 200) {
      await store.write(w.id, (tx) => tx`update mapping_syncs set pull_at = now() where workspace_id = ${w.id}`)
      for (let rounds = 1; rounds <= most; rounds++) {
        while (await readLogForSync(store, w.id));
        const { restMs } = await syncRound(deps, ref, new AbortController().signal)
        while (await readLogForSync(store, w.id));
        if (restMs === null || restMs > 0) return rounds
      }
      return most
    },
    change: async (columns) =>
      void (await store.write(w.id, (tx) => tx`update mappings set ${tx(columns as never)} where id = ${mappingId}`)),
    tasks: () =>
      rows((tx) => tx`select * from tasks where project_id = ${projectId} and deleted_at is null order by number`),
    comments: () =>
      rows((tx) => tx`select task_id, body from comments where deleted_at is null order by created_at, id`),
    waiting: () => rows((tx) => tx`select key, attempts, error from sync_work order by key`),
  }
}

function depsOf(store: Store, service: MemoryService, troubles: string[]): SyncDeps {
  const budget = new Budget(service.connector.limits)
  return {
    ...{ store, connectors: { memory: service.connector }, pullEveryMs: 60_000 },
    logger: pino({ level: process.env['SYNC_LOG'] ?? 'silent' }),
    openSession: async (_claim, { connection }, connector) =>
      connector.open({ credentials: {}, settings: connection.settings }),
    budgetOf: () => budget,
    webhookOf: async () => null,
    troubles: {
      tell: async (_claim, _state, error) => {
        troubles.push(error.kind)
        return error.kind === 'unauthorized'
      },
      unexpected: async () => {
        troubles.push('unexpected')
        return 60_000
      },
      settle: (claim, state) => new Troubles(store).settle(claim, state),
    },
  }
}
