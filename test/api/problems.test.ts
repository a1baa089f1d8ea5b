import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callWith, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
let projectId: string
let taskId: string
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
  ;({ projectId, taskId } = await projectWithTask(acme))
})
afterAll(() => api.stop())

type Case = [
  what: string,
  send: () => Promise<{ status: number; headers: Headers; body: unknown }>,
  status: number,
  code: string,
  path?: string,
]

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

const cases: Case[] = [
  ['a wrong type', () => acme.call('POST', '/v1/tasks', { projectId, title: 7 }), 400, 'invalid_input', 'title'],
  [
    'an unknown field',
    () => acme.call('POST', '/v1/tasks', { projectId, title: 'x', colour: 'red' }),
    400,
    'invalid_input',
    'colour',
  ],
  [
    'a wrong enum value',
    () => acme.call('PATCH', `/v1/tasks/${taskId}`, { priority: 'mega' }),
    400,
    'invalid_input',
    'priority',
  ],
  ['a missing field', () => acme.call('POST', '/v1/tasks', { projectId }), 400, 'invalid_input', 'title'],
  ['a list as body', () => acme.call('POST', '/v1/tasks', []), 400, 'invalid_input'],
  ['broken JSON', () => acme.call('POST', '/v1/tasks', '{"title":'), 400, 'invalid_input'],
  ['no body', () => acme.call('POST', '/v1/tasks'), 400, 'invalid_input'],
  [
    'a body that is not UTF-8',
    () => acme.call('POST', '/v1/tasks', new Uint8Array([0x22, 0xff, 0x22])),
    400,
    'invalid_input',
  ],
  [
    'a body nested very deep',
    () => acme.call('POST', '/v1/events', `{"type":"a.b","payload":${nested(50_000)}}`),
    400,
    'invalid_input',
  ],
  [
    'a prototype in the body',
    () => acme.call('POST', '/v1/tasks', `{"projectId":"${projectId}","title":"x","__proto__":{"a":1}}`),
    400,
    'invalid_input',
  ],
  [
    'another content type',
    () => acme.call('POST', '/v1/tasks', 'title=x', { 'content-type': 'text/plain' }),
    415,
    'unsupported_media_type',
  ],
  [
    'a body of 10 MB',
    () =>
      acme.call('POST', '/v1/tasks', JSON.stringify({ projectId, title: 'x', description: 'x'.repeat(10_000_000) })),
    413,
    'payload_too_large',
  ],
  [
    'a NUL character',
    () => acme.call('POST', '/v1/tasks', { projectId, title: 'a\u0000b' }),
    400,
    'invalid_input',
    'title',
  ],
  [
    'a NUL character deep inside',
    () => acme.call('POST', '/v1/events', { type: 'a.b', payload: [{ a: '\\u0000' }, { b: { c: '\0' } }] }),
    400,
    'invalid_input',
    'payload.1.b.c',
  ],
  [
    'a NUL character in a name',
    () => acme.call('POST', '/v1/events', { type: 'a.b', payload: { a: { 'x\0': 1 } } }),
    400,
    'invalid_input',
    'payload.a',
  ],
  ['headers that are too long', () => acme.call('GET', `/v1/tasks?q=${'x'.repeat(20_000)}`), 431, 'headers_too_large'],
  [
    'half a surrogate pair',
    () => acme.call('POST', '/v1/tasks', `{"projectId":"${projectId}","title":"\\ud800"}`),
    400,
    'invalid_input',
  ],
  ['a NUL character in the query', () => acme.call('GET', '/v1/tasks?tag=%00'), 400, 'invalid_input'],
  ['an unknown parameter', () => acme.call('GET', '/v1/tasks?colour=red'), 400, 'invalid_input', 'colour'],
  ['a parameter given twice', () => acme.call('GET', '/v1/tasks?tag=a&tag=b'), 400, 'invalid_input', 'tag'],
  ['a limit past the most', () => acme.call('GET', '/v1/tasks?limit=201'), 400, 'invalid_input', 'limit'],
  ['an id that is none', () => acme.call('GET', '/v1/tasks/7'), 400, 'invalid_input', 'id'],
  ['an unknown id', () => acme.call('GET', `/v1/tasks/${crypto.randomUUID()}`), 404, 'not_found'],
  [
    'an unknown project',
    () => acme.call('POST', '/v1/tasks', { projectId: crypto.randomUUID(), title: 'x' }),
    404,
    'not_found',
    'projectId',
  ],
  ['an unknown address', () => acme.call('GET', '/v1/nothing'), 404, 'not_found'],
  ['another method', () => acme.call('PUT', '/v1/tasks'), 405, 'method_not_allowed'],
  ['no key', () => callWith(api.url)('GET', '/v1/tasks'), 401, 'unauthenticated'],
  ['a wrong key', () => callWith(api.url, `${acme.key.slice(0, -1)}_`)('GET', '/v1/tasks'), 401, 'unauthenticated'],
  [
    'a key of another kind',
    () => callWith(api.url)('GET', '/v1/tasks', undefined, { authorization: 'Basic abc' }),
    401,
    'unauthenticated',
  ],
  [
    'a condition that does not compile',
    () => acme.call('POST', '/v1/rules', rule('event.task.titel == 1')),
    400,
    'invalid_condition',
    'if',
  ],
  ['a cycle', () => acme.call('PATCH', `/v1/tasks/${taskId}`, { parentId: taskId }), 409, 'cycle', 'parentId'],
  ['something in use', () => acme.call('DELETE', `/v1/projects/${projectId}`), 409, 'in_use'],
  [
    'an old version',
    async () => {
      await acme.call('PATCH', `/v1/tasks/${taskId}`, { description: crypto.randomUUID() })
      return acme.call('PATCH', `/v1/tasks/${taskId}`, { description: 'mine' }, { 'if-match': '"1"' })
    },
    409,
    'version_conflict',
    'description',
  ],
  [
    'an If-Match that is no ETag',
    () => acme.call('PATCH', `/v1/tasks/${taskId}`, { title: 'x' }, { 'if-match': 'one' }),
    400,
    'invalid_input',
    'If-Match',
  ],
  [
    'an Idempotency-Key that is too long',
    () => acme.call('POST', '/v1/tasks', { projectId, title: 'x' }, { 'idempotency-key': 'k'.repeat(256) }),
    400,
    'invalid_input',
    'Idempotency-Key',
  ],
  [
    'a type of event that is ours',
    () => acme.call('POST', '/v1/events', { type: 'task.created' }),
    400,
    'invalid_input',
    'type',
  ],
  [
    'a Last-Event-ID that is no seq',
    () => acme.call('GET', '/v1/events/stream', undefined, { 'last-event-id': 'x' }),
    400,
    'invalid_input',
    'Last-Event-ID',
  ],
]

const rule = (condition: string) => ({
  name: 'R',
  when: 'task.created',
  if: condition,
  then: [{ action: 'comment.create', body: 'x' }],
})

describe('problem documents', () => {
  it.each(cases)('%s', async (_, send, status, code, path) => {
    const answer = await send()
    expect([answer.status, (answer.body as { code?: string }).code]).toEqual([status, code])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.body).toMatchObject({
      type: `urn:orchestrator:problem:${code}`,
      status,
      title: expect.any(String),
      detail: expect.any(String),
      requestId: answer.headers.get('x-request-id'),
    })
    if (path !== undefined) expect(answer.body).toMatchObject({ errors: [expect.objectContaining({ path })] })
  })

  it('names the methods that an address takes', async () => {
    expect((await acme.call('PUT', `/v1/tasks/${taskId}`)).headers.get('allow')).toBe('GET, HEAD, PATCH, DELETE')
  })

  it('says how to authenticate', async () => {
    expect((await callWith(api.url)('GET', '/v1/tasks')).headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  it('takes the request’s own id, and none that could break a log', async () => {
    expect((await acme.call('GET', '/v1/me', undefined, { 'x-request-id': 'abc-1' })).headers.get('x-request-id')).toBe(
      'abc-1',
    )
    expect(
      (await acme.call('GET', '/v1/me', undefined, { 'x-request-id': 'a b{}' })).headers.get('x-request-id'),
    ).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('stops reading a body without a length as soon as it is too large', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(
        `${api.url}/v1/tasks`,
        { method: 'POST', headers: { authorization: `Bearer ${acme.key}`, 'content-type': 'application/json' } },
        (response) => {
          resolve(response.statusCode)
          outgoing.destroy()
        },
      )
      outgoing.on('error', reject)
      const chunk = 'x'.repeat(256 * 1024)
      for (let i = 0; i < 12; i++) outgoing.write(chunk)
    })
    expect(status).toBe(413)
  })

  it('a revoked key stops writing at once and reading within two seconds', async () => {
    const made = (await acme.call('POST', '/v1/api-keys', { name: 'short' })).body
    const call = callWith(api.url, made.key)
    expect((await call('GET', '/v1/me')).status).toBe(200)
    await acme.call('DELETE', `/v1/api-keys/${made.id}`)
    expect((await call('POST', '/v1/tasks', { projectId, title: 'x' })).status).toBe(401)
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    expect((await call('GET', '/v1/me')).status).toBe(401)
  })

  it('the keys of a member who left stop working', async () => {
    const other = await api.caller(acme, { role: 'CONTRIBUTOR' })
    await acme.call('DELETE', `/v1/members/${other.memberId}`)
    expect((await other.call('GET', '/v1/tasks')).status).toBe(401)
  })
})

it('answers what is no HTTP at all with a problem too, and closes', async () => {
  const { hostname, port } = new URL(api.url)
  const socket = connect(Number(port), hostname)
  socket.end('hello\r\n\r\n')
  let text = ''
  for await (const chunk of socket) text += chunk
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, code: 'invalid_input' })
})

it('an escaped backslash before u0000 is no NUL character', async () => {
  const answer = await acme.call('POST', '/v1/tasks', { projectId, title: 'a\\u0000b' })
  expect([answer.status, answer.body.title]).toEqual([201, 'a\\u0000b'])
})
