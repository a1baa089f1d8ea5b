// What a connection did, taken back: at once, or as patches for people to decide on.
import { type Command, connectionPrincipal, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let w: TestWorkspace
let projectId: string
let connection: Json
let from: string

beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())
beforeEach(async () => {
  w = await api.workspace()
  projectId = (await projectWithTask(w)).projectId
  connection = await connect()
  from = new Date(Date.now() - 1).toISOString()
})

const connect = async () =>
  (await w.call('POST', '/v1/connections', { provider: 'testing', credentials: { token: 'abc' } })).body
/** As its sync does it. @returns the id of the thing */
const does = async (type: string, data: Json): Promise<string> => {
  const principal = connectionPrincipal(w.workspaceId, connection)
  const [applied] = await api.store.execute(principal, [{ id: newId(), type, data } as unknown as Command])
  return applied?.result.id ?? ''
}
const make = (title: string, project = projectId) => does('task.create', { projectId: project, title })
const rollback = async (body: Json, who = w, headers = {}) =>
  (await who.call('POST', `/v1/connections/${connection.id}/rollback`, { from, ...body }, headers)).body
const task = async (id: string) => (await w.call('GET', `/v1/tasks/${id}`)).body
const patch = async (id: string) => (await w.call('GET', `/v1/patches/${id}`)).body

it('is proposed with what it changes and why; accepted it is done, undone it is as the sync left it', async () => {
  const made = await make('made by the sync')
  const { id: changed } = (await w.call('POST', '/v1/tasks', { projectId, title: 'before', priority: 'low' })).body
  await does('task.update', { id: changed, title: 'after', priority: 'high' })
  const touched = await make('worked on since')
  await w.call('PATCH', `/v1/tasks/${touched}`, { title: 'mine' })
  await does('comment.import', { taskId: changed, id: newId(), body: 'said there', externalAuthor: 'ann' })
  const [{ identifier: madeName }, { identifier: changedName }, { identifier: touchedName }] = [
    ...[await task(made), await task(changed), await task(touched)],
  ]

  const dry = await rollback({ as: 'patch' })
  expect(dry.patches).toEqual([{ id: null, title: `Take back what “${connection.name}” did`, operations: 2 }])
  expect((await w.call('GET', '/v1/patches')).body.items).toEqual([])

  const key = { 'idempotency-key': 'once' }
  const proposed = await rollback({ as: 'patch', dryRun: false, to: '2999-01-01T00:00:00Z' }, w, key)
  expect(proposed).toMatchObject({ applied: false, patches: [{ operations: 2 }] })
  expect(proposed.operations.map(({ type, entityId }: Json) => [type, entityId])).toEqual([
    ['task.update', changed],
    ['task.archive', made],
  ])
  expect(proposed.skipped.map(({ name, reason }: Json) => [name, reason]).sort()).toEqual(
    [
      [touchedName, 'changed_since'],
      // Of a comment its task says which it is.
      [changed, 'not_in_a_patch'],
    ].sort(),
  )
  const [{ id }] = proposed.patches
  const waiting = await patch(id)
  expect(waiting).toMatchObject({ projectId, status: 'proposed', author: null })
  expect(waiting.rationale).toContain(from)
  expect(waiting.rationale).toContain(connection.name)
  expect(waiting.evidence.map(({ kind }: Json) => kind)).toEqual(['metric', 'event', 'event'])
  expect(waiting.operations).toMatchObject([
    {
      ...{ key: changedName, summary: 'Set title before, priority low', status: 'pending' },
      before: { title: 'after', priority: 'high' },
    },
    { key: madeName, summary: 'Archive the task', before: { archivedAt: null } },
  ])
  expect(await task(changed)).toMatchObject({ title: 'after' })

  await w.call('POST', `/v1/patches/${id}/accept`, {})
  expect(await task(changed)).toMatchObject({ title: 'before', priority: 'low' })
  expect((await task(made)).archivedAt).not.toBeNull()
  // Asked again with its key it is answered with what it proposed, though that is done by now.
  const again = await rollback({ as: 'patch', dryRun: false, to: '2999-01-01T00:00:00Z' }, w, key)
  expect([again.patches, again.operations]).toEqual([proposed.patches, proposed.operations])
  expect((await w.call('GET', '/v1/patches')).body.items).toHaveLength(1)

  await w.call('POST', `/v1/patches/${id}/undo`, {})
  expect(await task(changed)).toMatchObject({ title: 'after', priority: 'high' })
  expect((await task(made)).archivedAt).toBeNull()
})

it('more than fits comes in several patches in order, each of one project; far more is refused', async () => {
  const other = (await projectWithTask(w)).projectId
  const principal = connectionPrincipal(w.workspaceId, connection)
  const add = async (count: number, project: string) => {
    const commands = Array.from({ length: count }, (_, n) => ({
      ...{ id: newId(), type: 'task.create', data: { projectId: project, title: `t ${n}` } },
    }))
    for (let n = 0; n < count; n += 500) await api.store.execute(principal, commands.slice(n, n + 500) as never)
  }
  await add(230, projectId)
  await add(3, other)
  const { patches, operations } = await rollback({ as: 'patch', dryRun: false })
  expect(patches.map(({ operations: count }: Json) => count)).toEqual([100, 100, 30, 3])
  expect(patches.map(({ title }: Json) => title.slice(-8))).toEqual(['(1 of 4)', '(2 of 4)', '(3 of 4)', '(4 of 4)'])
  expect(operations).toHaveLength(233)
  const projects = await Promise.all(patches.map(async ({ id }: Json) => (await patch(id)).projectId))
  expect(projects).toEqual([projectId, projectId, projectId, other])
  await add(1_800, projectId)
  expect((await rollback({ as: 'patch', dryRun: false })).errors).toMatchObject([{ path: 'to', code: 'too_big' }])
})

it('takes the right to propose alone; doing it takes that to manage integrations', async () => {
  await make('made by the sync')
  const proposer = await api.caller(w, { role: 'CONTRIBUTOR', scopes: ['workspace.read', 'patch.propose'] })
  const viewer = await api.caller(w, { role: 'VIEWER' })
  expect((await rollback({ as: 'patch', dryRun: false }, proposer)).patches).toHaveLength(1)
  expect((await rollback({ dryRun: false }, proposer)).code).toBe('forbidden')
  expect((await rollback({ as: 'patch' }, viewer)).code).toBe('forbidden')
})

it('one thing that cannot be taken back keeps nothing else', async () => {
  const { id: milestoneId } = (await w.call('POST', '/v1/milestones', { projectId, name: 'M' })).body
  const give = async (title: string, more: Json = {}) =>
    (await w.call('POST', '/v1/tasks', { projectId, title, ...more })).body.id
  const [named, archived, plain] = [await give('named', { milestoneId }), await give('archived'), await give('plain')]
  await does('task.update', { id: named, milestoneId: null, title: 'other' })
  for (const id of [archived, plain]) await does('task.update', { id, title: 'other' })
  await w.call('DELETE', `/v1/milestones/${milestoneId}`)
  await w.call('POST', `/v1/tasks/${archived}/archive`)
  const { skipped } = await rollback({ dryRun: false })
  expect(skipped.map(({ field, reason }: Json) => [field, reason]).sort()).toEqual([
    [null, 'archived'],
    ['milestoneId', 'not_there'],
  ])
  expect([(await task(named)).title, (await task(archived)).title, (await task(plain)).title]).toEqual([
    ...['named', 'other', 'plain'],
  ])
})

it('a mapping says what it takes up again, and with whose tasks its things are linked', async () => {
  const map = async (project: string) =>
    (await w.call('POST', '/v1/mappings', { connectionId: connection.id, projectId: project, containerId: 'box-1' }))
      .body
  const first = await map(projectId)
  expect(first.earlier).toEqual({ takenUp: 0, elsewhere: [] })
  const taskId = await make('theirs')
  await api.store.write(
    w.workspaceId,
    (tx) => tx`
      insert into external_items (workspace_id, id, connection_id, mapping_id, type, external_id, entity_kind, entity_id, state)
      values (${w.workspaceId}, ${newId()}, ${connection.id}, ${first.id}, 'issue', '1', 'task', ${taskId}, 'linked')`,
  )
  await w.call('DELETE', `/v1/mappings/${first.id}`)
  const other = (await projectWithTask(w)).projectId
  const elsewhere = await map(other)
  expect(elsewhere.earlier).toMatchObject({ takenUp: 0, elsewhere: [{ projectId, items: 1, mapped: false }] })
  await w.call('DELETE', `/v1/mappings/${elsewhere.id}`)
  const again = await map(projectId)
  expect(again.earlier).toEqual({ takenUp: 1, elsewhere: [] })
  const { mappings } = (await w.call('GET', `/v1/connections/${connection.id}/health`)).body
  expect(mappings).toMatchObject([{ items: 1, leftOut: 0, archived: 0 }])
  const backfill = async (body: Json) => (await w.call('POST', `/v1/mappings/${again.id}/backfill`, body)).body
  expect((await backfill({ action: 'pause', restore: true })).errors).toMatchObject([{ path: 'restore' }])
  expect((await backfill({ action: 'start', restore: true })).backfill.state).toBe('running')
  expect((await backfill({ action: 'start', restore: true })).code).toBe('invalid_state')
})
