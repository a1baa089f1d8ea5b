import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

async function mapped(w: TestWorkspace) {
  const [connectionId, mappingId, projectId] = [newId(), newId(), await w.project()]
  await w.run('connection.create', {
    ...{ id: connectionId, provider: 'github', name: 'c', auth: 'token', scopes: [], settings: {} },
    ...{ account: { id: '1', name: 'a', url: null }, sealedCredentials: 'v1.x', sealedSecret: 'v1.x' },
  })
  const container = { containerId: '7', containerKey: 'k', containerName: 'n' }
  await w.run('mapping.create', { id: mappingId, connectionId, projectId, ...container, fields: [] })
  return { connectionId, mappingId, projectId, task: await w.task(projectId) }
}
const rowsOf = (w: TestWorkspace, table: string) =>
  w.store.read(w.id, (tx) => tx.unsafe<Record<string, unknown>[]>(`select * from ${table}`))
/** Nothing is to be done and nobody is to come. */
const rest = (w: TestWorkspace) => w.store.write(w.id, (tx) => tx`update connection_syncs set due_at = null`)
const due = async (w: TestWorkspace) => (await rowsOf(w, 'connection_syncs')).map(({ dueAt }) => dueAt !== null)

test('what a command changes of a connection or a mapping makes it due, and begins to follow the log', async () => {
  const w = await stage.workspace()
  const before = (await w.events()).length
  const { connectionId, mappingId } = await mapped(w)
  expect(await due(w)).toEqual([true])
  expect(await rowsOf(w, 'mapping_syncs')).toMatchObject([{ mappingId, backfill: 'none' }])
  const [cursor] = await rowsOf(w, 'sync_cursors')
  expect(Number(cursor?.['seq'])).toBeGreaterThanOrEqual(before)
  for (const [type, data, expected] of [
    ['connection.update', { name: 'other' }, false],
    ['connection.pause', {}, false],
    ['connection.resume', {}, true],
  ] as const) {
    await rest(w)
    await w.run(type, { id: connectionId, ...data })
    expect([type, await due(w)]).toEqual([type, [expected]])
  }
  await rest(w)
  await w.run('mapping.update', { id: mappingId, direction: 'in' })
  expect(await due(w)).toEqual([true])
})

test('a decision between two sides is work for the engine, in the same transaction', async () => {
  const w = await stage.workspace()
  const { mappingId, task, connectionId } = await mapped(w)
  const question = { entityKind: 'task' as const, entityId: task, field: 'title', ours: 'a', theirs: 'b' }
  const { result } = await w.run('sync_conflict.open', { mappingId, ...question })
  // Asked once, however often it is met.
  expect((await w.run('sync_conflict.open', { mappingId, ...question, theirs: 'c' })).result.id).toBe(result.id)
  expect(await rowsOf(w, 'sync_work')).toEqual([])
  await w.run('sync_conflict.resolve', { id: result.id, choice: 'theirs' })
  expect(await rowsOf(w, 'sync_work')).toMatchObject([
    { connectionId, mappingId, key: task, entityKind: 'task', entityId: task, changes: 1 },
  ])
  expect((await w.events()).slice(-3).map(({ type }) => type)).toEqual([
    ...['sync_conflict.opened', 'sync_conflict.updated', 'sync_conflict.resolved'],
  ])
})

test('with a mapping goes what hangs on it, and its open conflicts are none any more; the task stays', async () => {
  const w = await stage.workspace()
  const { mappingId, task, connectionId, projectId } = await mapped(w)
  const question = { entityKind: 'task' as const, entityId: task, field: 'title', ours: 'a', theirs: 'b' }
  await w.run('sync_conflict.open', { mappingId, ...question })
  await w.store.write(
    w.id,
    (tx) => tx`
      insert into external_items (workspace_id, id, connection_id, mapping_id, type, external_id, entity_kind, entity_id, state)
      values (${w.id}, ${newId()}, ${connectionId}, ${mappingId}, 'issue', '1', 'task', ${task}, 'linked')`,
  )
  await w.run('mapping.delete', { id: mappingId })
  for (const table of ['external_items', 'mapping_syncs', 'mappings'])
    expect([table, await rowsOf(w, table)]).toEqual([table, []])
  expect(await rowsOf(w, 'sync_conflicts')).toMatchObject([{ status: 'gone' }])
  expect(await rowsOf(w, 'tasks')).toHaveLength(1)
  await w.run('connection.delete', { id: connectionId })
  expect(await rowsOf(w, 'connection_syncs')).toEqual([])
  await w.run('task.delete', { id: task })
  await w.run('project.delete', { id: projectId })
})

test('a project takes its mappings along', async () => {
  const w = await stage.workspace()
  const { task, projectId, mappingId } = await mapped(w)
  await w.run('task.delete', { id: task })
  await w.run('project.delete', { id: projectId })
  expect(await rowsOf(w, 'mappings')).toEqual([])
  const told = (await w.events()).find(({ type }) => type === 'mapping.deleted')
  expect(told).toMatchObject({ subject: { id: mappingId }, projectId })
})
