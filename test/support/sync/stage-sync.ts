// The engine on the stage of a connector, with the real store: a workspace with a project that is mapped to what the stage has.
import { randomUUID } from 'node:crypto'
import type { CommandInput, FieldMap } from '@orchestrator/domain'
import { connectionHealth, createConnection, keepDelivery, readLogForSync } from '@orchestrator/store'
import pino from 'pino'
import type { Stage } from '../../../packages/integrations/src/testing/stage.ts'
import { Budget } from '../../../packages/worker/src/sync/limit-session.ts'
import { syncRound } from '../../../packages/worker/src/sync/round.ts'
import type { SyncDeps } from '../../../packages/worker/src/sync/sync-deps.ts'
import type { TestStore, TestWorkspace } from '../workspace.ts'

export interface StageSync {
  readonly w: TestWorkspace
  readonly projectId: string
  map(
    fields: readonly Partial<FieldMap>[],
    more?: Pick<CommandInput<'mapping.create'>, 'filterIn' | 'query'>,
  ): Promise<string>
  /** Says who somebody there is here. */
  link(externalUserId: string, memberId: string): Promise<void>
  field(input: Omit<CommandInput<'custom_field.create'>, 'name'>): Promise<void>
  /** Rounds until nothing is due. */
  sync(): Promise<void>
  /** The service tells something; nothing is asked of it but what follows from that. */
  hear(body: object): Promise<void>
  titles(): Promise<readonly string[]>
  task(title: string): Promise<Readonly<Record<string, unknown>> & { readonly id: string }>
  /** Where a task is there. */
  place(title: string): Promise<{ type: string; id: string }>
  there(title: string): Promise<Readonly<Record<string, unknown>>>
  waiting(): Promise<readonly { readonly key: string; readonly error: { readonly message: string } | null }[]>
  /** What is there and nothing here, by field. */
  left(): Promise<Readonly<Record<string, readonly string[]>>>
}

export async function openStageSync(
  store: TestStore,
  stage: Stage,
  settings: Readonly<Record<string, string>> = {},
): Promise<StageSync> {
  const w = await store.workspace()
  const projectId = await w.project()
  const { id: provider } = stage.connector
  const made = await createConnection(w.store, store.database.masterKey, w.owner, {
    ...{ provider, name: provider, auth: 'token', account: { id: 'me', name: 'Me', url: null } },
    ...{ scopes: [], settings, credentials: { token: 'secret' } },
  })
  const connectionId = made.result.id
  const plenty = { perSecond: 10_000, burst: 10_000 }
  const budget = new Budget({ requests: plenty, writes: plenty, atOnce: 4 })
  const deps: SyncDeps = {
    ...{ store: w.store, connectors: { [provider]: stage.connector }, pullEveryMs: 60_000 },
    logger: pino({ level: process.env['SYNC_LOG'] ?? 'silent' }),
    openSession: async () => stage.open(),
    budgetOf: () => budget,
    webhookOf: async () => null,
    troubles: {
      tell: async (_claim, _state, error) => Promise.reject(error),
      settle: async (_claim, { mappings }) => {
        const wrong = mappings.flatMap(({ troubles }) => Object.values(troubles))
        if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
      },
      unexpected: async () => 0,
    },
  }
  const one = <T>(rows: readonly T[], what: string): T => {
    const [first] = rows
    if (rows.length !== 1 || first === undefined) throw new Error(`${rows.length} of ${what}`)
    return first
  }
  const task: StageSync['task'] = async (title) =>
    one(
      await w.store.read(
        w.id,
        (tx) => tx<({ id: string } & Record<string, unknown>)[]>`
          select * from tasks where project_id = ${projectId} and title = ${title} and deleted_at is null`,
      ),
      `the task ${title}`,
    )
  const place: StageSync['place'] = async (title) => {
    const { id } = await task(title)
    const rows = await w.store.read(
      w.id,
      (tx) => tx<{ type: string; externalId: string }[]>`
        select type, external_id from external_items where entity_id = ${id} and state = 'linked'`,
    )
    const { type, externalId } = one(rows, `the item of ${title}`)
    return { type, id: externalId }
  }
  const rest = async () => {
    for (let rounds = 0; rounds < 50; rounds++) {
      while (await readLogForSync(w.store, w.id));
      const { restMs } = await syncRound(deps, { workspaceId: w.id, connectionId }, new AbortController().signal)
      while (await readLogForSync(w.store, w.id));
      if (restMs === null || restMs > 0) return
    }
    throw new Error('it does not come to rest')
  }
  return {
    ...{ w, projectId, task, place },
    async map(fields, more) {
      const { result } = await w.run('mapping.create', {
        ...{ connectionId, projectId, containerId: stage.containerId, containerKey: 'x', containerName: 'x' },
        ...{ fields: fields as FieldMap[], ...more },
      })
      return result.id
    },
    async link(externalUserId, memberId) {
      await w.run('user_link.set', { connectionId, externalUserId, externalName: externalUserId, memberId })
    },
    async field(input) {
      await w.run('custom_field.create', { name: input.key, ...input })
    },
    async sync() {
      await w.store.write(w.id, (tx) =>
        Promise.all([
          tx`update mapping_syncs set pull_at = now() where workspace_id = ${w.id}`,
          tx`update sync_work set due_at = now() where workspace_id = ${w.id}`,
        ]),
      )
      await rest()
    },
    async hear(body) {
      await w.store.write(w.id, (tx) => tx`update mapping_syncs set pull_at = now() + interval '1 hour'`)
      const delivery = { deliveryId: randomUUID(), headers: {}, body: Buffer.from(JSON.stringify(body)) }
      await keepDelivery(w.store, { workspaceId: w.id, connectionId }, delivery)
      await rest()
    },
    async titles() {
      const found = await w.store.read(
        w.id,
        (tx) => tx<{ title: string }[]>`
          select title from tasks where project_id = ${projectId} and deleted_at is null order by title`,
      )
      return found.map(({ title }) => title)
    },
    async there(title) {
      const item = await stage.open().get(await place(title), stage.containerId)
      if (item === null) throw new Error(`${title} is not there`)
      return item.fields
    },
    waiting: () =>
      w.store.read(
        w.id,
        (tx) => tx<{ key: string; error: { message: string } | null }[]>`select key, error from sync_work`,
      ),
    async left() {
      const { notTakenOver } = await w.store.read(w.id, (tx) => connectionHealth(tx, w.id, connectionId))
      const left: Record<string, string[]> = {}
      for (const { field, value } of notTakenOver) left[field] = [...(left[field] ?? []), value].sort()
      return left
    },
  }
}
