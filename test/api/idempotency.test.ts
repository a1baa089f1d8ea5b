import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
let projectId: string
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
  ;({ projectId } = await projectWithTask(acme))
})
afterAll(() => api.stop())

const titled = async (title: string) =>
  (await acme.call('GET', '/v1/tasks?limit=200')).body.items.filter((task: Json) => task.title === title)

it('fifty requests at once with one key make one task, and all get it', async () => {
  const send = () =>
    acme.call('POST', '/v1/tasks', { projectId, title: 'Storm', tags: ['new'] }, { 'idempotency-key': 'storm' })
  const answers = await Promise.all(Array.from({ length: 50 }, send))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
  for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body)
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null)).toHaveLength(1)
  expect(await titled('Storm')).toHaveLength(1)
})

it('a repeated request is answered like the first, also when the task has changed or gone since', async () => {
  const send = () => acme.call('POST', '/v1/tasks', { projectId, title: 'Once' }, { 'idempotency-key': 'once' })
  const first = await send()
  await acme.call('PATCH', `/v1/tasks/${first.body.id}`, { title: 'Twice' })
  const second = await send()
  expect([second.status, second.headers.get('idempotency-replayed'), second.headers.get('command-id')]).toEqual([
    201,
    'true',
    first.headers.get('command-id'),
  ])
  expect(second.body).toEqual(first.body)
  await acme.call('DELETE', `/v1/tasks/${first.body.id}`)
  expect((await send()).body).toEqual(first.body)
})

it('the same key with another body, or for something else, is a conflict', async () => {
  const headers = { 'idempotency-key': 'shared' }
  const first = await acme.call('POST', '/v1/tasks', { projectId, title: 'Shared' }, headers)
  const requests = [
    acme.call('POST', '/v1/tasks', { projectId, title: 'Other' }, headers),
    acme.call('POST', '/v1/comments', { taskId: first.body.id, body: 'x' }, headers),
    acme.call('PATCH', `/v1/tasks/${first.body.id}`, { title: 'Other' }, headers),
    acme.call('DELETE', `/v1/tasks/${first.body.id}`, undefined, headers),
  ]
  for (const answer of await Promise.all(requests))
    expect([answer.status, answer.body.code]).toEqual([409, 'command_conflict'])
  expect(await titled('Other')).toEqual([])
})

it('a key belongs to its caller', async () => {
  const other = await api.caller(acme, { role: 'MANAGER' })
  const headers = { 'idempotency-key': 'mine' }
  const [mine, theirs] = await Promise.all(
    [acme, other].map(({ call }) => call('POST', '/v1/tasks', { projectId, title: 'Mine' }, headers)),
  )
  expect(mine?.body.id).not.toBe(theirs?.body.id)
})

it('a request that was refused may be repeated once it can be done', async () => {
  const id = crypto.randomUUID()
  const send = () => acme.call('POST', '/v1/comments', { taskId: id, body: 'x' }, { 'idempotency-key': 'later' })
  expect((await send()).status).toBe(404)
  await acme.call('POST', '/v1/tasks', { id, projectId, title: 'Now' })
  expect((await send()).status).toBe(201)
})

it.each(['PATCH', 'DELETE'])('%s has one effect too', async (method) => {
  const { body } = await acme.call('POST', '/v1/tasks', { projectId, title: method })
  const send = () =>
    acme.call(method, `/v1/tasks/${body.id}`, method === 'PATCH' ? { title: 'changed' } : undefined, {
      'idempotency-key': `k-${method}`,
    })
  const [first, second] = [await send(), await send()]
  expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([
    first.status,
    first.body,
    'true',
  ])
  const events = (await acme.call('GET', `/v1/events?subjectId=${body.id}`)).body.items
  expect(events).toHaveLength(2)
})

it('a batch derives the ids of its commands from the key', async () => {
  const commands = [1, 2, 3].map((n) => ({ type: 'task.create', data: { projectId, title: `Batch ${n}` } }))
  const send = () => acme.call('POST', '/v1/commands', { commands }, { 'idempotency-key': 'batch' })
  const [first, second] = [await send(), await send()]
  expect(second.body.results.map((result: Json) => [result.id, result.applied])).toEqual(
    first.body.results.map((result: Json) => [result.id, false]),
  )
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  expect(await titled('Batch 2')).toHaveLength(1)
})

it('an API key is made once; its secret is not shown twice', async () => {
  const send = () => acme.call('POST', '/v1/api-keys', { name: 'Once' }, { 'idempotency-key': 'key' })
  expect((await send()).status).toBe(201)
  expect((await send()).status).toBe(409)
  expect((await acme.call('GET', '/v1/api-keys')).body.items.filter((key: Json) => key.name === 'Once')).toHaveLength(1)
})
