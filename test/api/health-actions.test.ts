import { createClient } from '@orchestrator/sdk/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

/** A project with a task that is overdue and nobody's, and a member who works in it. */
async function neglected() {
  const w = await api.workspace()
  const { projectId, taskId } = await projectWithTask(w)
  await w.call('PATCH', `/v1/tasks/${taskId}`, { dueDate: '2020-01-01' })
  const ada = (await w.call('POST', '/v1/members', { name: 'Ada', email: 'ada@x.test', role: 'CONTRIBUTOR' })).body.id
  await w.call('PUT', `/v1/projects/${projectId}/members/${ada}`, { role: 'CONTRIBUTOR' })
  const { identifier } = (await w.call('GET', `/v1/tasks/${taskId}`)).body
  return { w, projectId, taskId, ada, key: `assign-${identifier}`, path: `/v1/projects/${projectId}/health/actions` }
}
const events = async (w: TestWorkspace) => (await w.call('GET', '/v1/events?limit=1&after=1000000')).body.lastSeq

it('shows what could be done without doing it, proposes it as one patch, and what is accepted is done', async () => {
  const { w, projectId, taskId, ada, key, path } = await neglected()
  const before = await events(w)
  const viewer = await api.caller(w, { role: 'VIEWER' })
  const shown = (await viewer.call('GET', path)).body
  expect(shown).toMatchObject({
    items: [{ rule: 'assign', key, command: 'task.update', data: { id: taskId, assigneeId: ada }, confidence: 0.5 }],
    leftOut: [],
  })
  expect(await events(w)).toBe(before)
  const client = createClient({ url: api.url, apiKey: w.key })
  expect((await client.projects.healthActions(projectId, { window: 4 })).items).toEqual(shown.items)
  const patch = await client.projects.proposeHealthActions(projectId)
  expect(patch).toMatchObject({
    ...{ projectId, status: 'proposed', author: { agent: 'project-health' } },
    operations: [{ key, status: 'pending', confidence: 0.5, before: { assigneeId: null } }],
  })
  expect(patch.evidence.map(({ kind }) => kind)).toEqual(['event', 'metric', 'metric'])
  expect((await w.call('GET', `/v1/tasks/${taskId}`)).body.assigneeId).toBeNull()
  await client.patches.accept(patch.id)
  expect((await w.call('GET', `/v1/tasks/${taskId}`)).body.assigneeId).toBe(ada)
  const again = await w.call('POST', path, {})
  expect([again.status, again.body.code]).toEqual([409, 'invalid_state'])
})

it('takes the place of the patch before, as long as nobody has decided about that', async () => {
  const { w, projectId, key, path } = await neglected()
  const first = (await w.call('POST', path, {})).body
  const { body: task } = await w.call('POST', '/v1/tasks', { projectId, title: 'Late too', dueDate: '2020-01-01' })
  const second = (await w.call('POST', path, {})).body
  expect([second.supersedesId, second.operations.length]).toEqual([first.id, 2])
  expect((await w.call('GET', `/v1/patches/${first.id}`)).body.status).toBe('superseded')
  // What was rejected, and what waits beside it, is not asked again.
  await w.call('POST', `/v1/patches/${second.id}/reject`, { operations: [key] })
  await w.call('POST', `/v1/patches/${second.id}/accept`, { operations: [`assign-${task.identifier}`], apply: false })
  expect((await w.call('GET', path)).body.items).toEqual([])
})

it('what people keep rejecting is left out', async () => {
  const { w, projectId, path } = await neglected()
  const late = (title: string) => w.call('POST', '/v1/tasks', { projectId, title, dueDate: '2020-01-01' })
  for (let n = 0; n < 15; n++) await late(`Chore ${n}`)
  const { body } = await w.call('POST', path, {})
  expect(body.operations).toHaveLength(16)
  await w.call('POST', `/v1/patches/${body.id}/reject`, { reason: 'We choose our work ourselves.' })
  await late('One more')
  const { items, leftOut } = (await w.call('GET', path)).body
  expect([items.length, leftOut.length]).toEqual([0, 1])
  expect(leftOut[0].confidence).toBeLessThan(0.2)
  const none = (await w.call('POST', path, {})).body
  expect(none).toMatchObject({ status: 409, code: 'invalid_state', details: { leftOut: 1 } })
})

it('is done once under one key, and answered likewise when there is nothing left to do', async () => {
  const { w, path } = await neglected()
  const send = () => w.call('POST', path, {}, { 'idempotency-key': 'health' })
  const first = await send()
  await w.call('POST', `/v1/patches/${first.body.id}/accept`, {})
  const second = await send()
  expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true'])
  const other = await w.call('POST', path, { window: 4 }, { 'idempotency-key': 'health' })
  expect([other.status, other.body.code]).toEqual([409, 'command_conflict'])
  expect((await w.call('GET', '/v1/patches')).body.items).toHaveLength(1)
})

it('refuses who may not propose, other workspaces, and what is no window', async () => {
  const { w, path } = await neglected()
  const viewer = await api.caller(w, { role: 'VIEWER' })
  const reader = await api.caller(w, { scopes: ['workspace.read'] })
  const other = await api.workspace()
  const codes = async (who: TestWorkspace, body: Json = {}) => (await who.call('POST', path, body)).body.code
  expect([await codes(viewer), await codes(reader), await codes(other)]).toEqual([
    'forbidden',
    'forbidden',
    'not_found',
  ])
  expect((await other.call('GET', path)).status).toBe(404)
  const { body } = await w.call('POST', path, { window: 53 })
  expect([body.code, body.errors[0].path]).toEqual(['invalid_input', 'window'])
  expect((await w.call('GET', '/v1/patches')).body.items).toEqual([])
})
