import { hashOfBundle } from '@orchestrator/store'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { oneOfEach, operations } from './one-of-each.ts'
import { deploy, type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

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

it('a key stands for its whole batch: one that is longer, shorter or in another order is a conflict and changes nothing', async () => {
  const headers = { 'idempotency-key': 'whole' }
  const create = (title: string, id?: string) => ({
    ...(id && { id }),
    type: 'task.create',
    data: { projectId, title },
  })
  const send = (...commands: object[]) => acme.call('POST', '/v1/commands', { commands }, headers)
  expect((await send(create('Whole 1'), create('Whole 2'))).status).toBe(200)
  const head = async () => (await acme.call('GET', '/v1/events?limit=200&after=0')).body.lastSeq
  const before = await head()
  const others = [
    [create('Whole 1'), create('Whole 2'), create('Whole 3')],
    [create('Whole 1')],
    [create('Whole 2'), create('Whole 1')],
    [create('Whole 4', crypto.randomUUID())],
    [create('Whole 1', crypto.randomUUID()), create('Whole 2', crypto.randomUUID())],
  ]
  for (const commands of others) {
    const answer = await send(...commands)
    expect([answer.status, answer.body.code, answer.body.errors[0].path]).toEqual([
      409,
      'command_conflict',
      'Idempotency-Key',
    ])
  }
  expect(await head()).toBe(before)
})

it('a key that came with commands which had ids of their own stands for them too', async () => {
  const headers = { 'idempotency-key': 'own ids' }
  const send = (id: string, title: string) =>
    acme.call('POST', '/v1/commands', { commands: [{ id, type: 'task.create', data: { projectId, title } }] }, headers)
  const id = crypto.randomUUID()
  expect((await send(id, 'Own')).status).toBe(200)
  expect((await send(id, 'Own')).headers.get('idempotency-replayed')).toBe('true')
  expect((await send(crypto.randomUUID(), 'Own')).body.code).toBe('command_conflict')
  expect(await titled('Own')).toHaveLength(1)
})

it('a batch and the route that does the same are two requests', async () => {
  const headers = { 'idempotency-key': 'two ways' }
  const data = { projectId, title: 'Two ways' }
  expect((await acme.call('POST', '/v1/tasks', data, headers)).status).toBe(201)
  const batch = await acme.call('POST', '/v1/commands', { commands: [{ type: 'task.create', data }] }, headers)
  expect(batch.body.code).toBe('command_conflict')
  expect(await titled('Two ways')).toHaveLength(1)
})

it('twenty different requests at once under one key: one is done', async () => {
  const send = (n: number) =>
    acme.call('POST', '/v1/tasks', { projectId, title: `Race ${n}` }, { 'idempotency-key': 'race' })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => send(n)))
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(19).fill(409)])
})

/** They change nothing, so a key means nothing to them. */
const readers = [
  ...['beginOAuth', 'testConnection', 'previewMapping'],
  'previewRecurrence',
  'previewTemplate',
  'previewTimes',
  'rankOperations',
  'planDeployment',
  'simulateRule',
  ...['selectModels', 'pingModels'],
]

it('every route that writes refuses a key that stands for another request', async () => {
  const own = await api.workspace()
  const { ids, fill, bodyOf, byResource } = await oneOfEach(api, own)
  const headers = { 'idempotency-key': 'taken' }
  await own.call('POST', '/v1/tasks', { projectId: ids.projectId, title: 'Taken' }, headers)
  const [created] = (await own.call('GET', '/v1/events?type=task.created')).body.items
  const parts = { manifest: JSON.stringify({ engine: 'test', playbooks: [] }), isolate: '', steps: null }
  /** Where the route looks at its input before it comes to the key. */
  const bodies: Record<string, unknown> = {
    createDeployment: { source: 'team', bundleHash: hashOfBundle({ ...parts, engine: 'test' }), bundle: parts },
    createDelivery: { url: 'https://fresh.test/hooks', body: 'fresh' },
    createPlan: { text: '- fresh' },
    createWebhookEndpoint: { url: 'https://fresh.test/hooks', eventTypes: ['task.created'] },
    createConnection: { provider: 'testing', credentials: { token: 'fresh' } },
    reconnectConnection: { credentials: { token: 'fresh' } },
    callAction: { input: { box: 'box-1', text: 'fresh' } },
    rollbackConnection: { from: '2026-01-01T00:00:00Z', dryRun: false },
    replayEvent: { automation: byResource.rules },
    executeCommands: { commands: [{ type: 'tag.create', data: { name: 'fresh' } }] },
  }
  const head = async () => (await own.call('GET', '/v1/events?limit=1&after=1000000')).body.lastSeq
  const before = await head()
  const answers: Record<string, unknown> = {}
  for (const operation of operations) {
    const { method, path, operationId } = operation
    // A hook has no caller: whoever sends it names the delivery.
    if (
      method === 'GET' ||
      path.startsWith('/v1/hooks') ||
      path.startsWith('/v1/integrations') ||
      readers.includes(operationId)
    )
      continue
    // Its ids follow from the run and its step.
    if (operationId === 'callForRun') continue
    // It asks a server first; test/api/server-tools has one.
    if (operationId === 'allowConnectionTool') continue
    const address = fill(path.replace('{seq}', String(created.seq)).replace('{action}', 'writeNote'))
    const answer = await own.call(method, address, bodies[operationId] ?? bodyOf(operation), headers)
    const why = answer.body.code === 'command_conflict' ? '' : ` ${JSON.stringify(answer.body.errors ?? answer.body)}`
    answers[operationId] = `${answer.body.code ?? answer.status}${why}`
  }
  expect(answers).toEqual(Object.fromEntries(Object.keys(answers).map((name) => [name, 'command_conflict'])))
  expect(Object.keys(answers).length).toBeGreaterThan(90)
  expect(await head()).toBe(before)
})

it('a webhook’s new secret is made once under one key, and answered again', async () => {
  await deploy(api, acme, [
    { id: 'rotated', triggers: [{ kind: 'webhook', path: 'rotated', verify: 'github', body: null, if: null }] },
  ])
  const rotate = () =>
    acme.call('POST', '/v1/webhooks/rotated/rotate-secret', undefined, { 'idempotency-key': 'rotate' })
  const [first, second] = [await rotate(), await rotate()]
  expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true'])
  expect((await acme.call('GET', '/v1/events?type=webhook.secret_rotated')).body.items).toHaveLength(1)
})

it('a removed playbook: the repeated request is answered like the first', async () => {
  await deploy(api, acme, [{ id: 'goner', triggers: [{ kind: 'manual', input: null }] }])
  const remove = () => acme.call('DELETE', '/v1/playbooks/goner', undefined, { 'idempotency-key': 'goner' })
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 204])
  expect((await acme.call('GET', '/v1/playbooks/goner')).status).toBe(404)
  expect((await acme.call('DELETE', '/v1/playbooks/goner')).status).toBe(404)
})

it('an API key is made once; its secret is not shown twice', async () => {
  const send = () => acme.call('POST', '/v1/api-keys', { name: 'Once' }, { 'idempotency-key': 'key' })
  expect((await send()).status).toBe(201)
  expect((await send()).body.detail).toContain('its secret was shown then')
  expect((await acme.call('GET', '/v1/api-keys')).body.items.filter((key: Json) => key.name === 'Once')).toHaveLength(1)
})
