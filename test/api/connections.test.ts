// Connections and mappings over HTTP, with a service of the tests behind.
import { createLogger } from '@orchestrator/telemetry'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'
import { asked, signTest } from './test-connector.ts'

let api: TestApi
let w: TestWorkspace
let projectId: string
/** All that the API said and logged. */
const said: string[] = []

beforeAll(async () => {
  const logger = createLogger({ part: 'api', level: 'trace', destination: { write: (line) => void said.push(line) } })
  api = await startApi({ publicUrl: 'https://orchestrator.test' }, { logger })
  w = recorded(await api.workspace())
  projectId = (await projectWithTask(w)).projectId
})
afterAll(() => api.stop())

function recorded(of: TestWorkspace): TestWorkspace {
  return {
    ...of,
    call: async (...request) => {
      const answer = await of.call(...request)
      if (!request[1].endsWith('/webhook')) said.push(JSON.stringify([answer.body, [...answer.headers]]))
      return answer
    },
  }
}

const connect = async (token = 'secret-token-1', more: object = {}) =>
  (await w.call('POST', '/v1/connections', { provider: 'testing', credentials: { token }, ...more })).body as Json
const map = async (connectionId: string, containerId = 'box-1', more: object = {}) =>
  (await w.call('POST', '/v1/mappings', { connectionId, projectId, containerId, ...more })).body as Json

it('says what can be connected, and how', async () => {
  const { body } = await w.call('GET', '/v1/connectors')
  expect(body.items).toMatchObject([
    {
      ...{ id: 'testing', containerName: 'box', webhooks: { subscribes: false } },
      auth: [
        { kind: 'token', configured: true, secretFields: ['token'], credentials: { required: ['token'] } },
        { kind: 'oauth2', configured: false, credentials: null, scopes: ['read', 'write'] },
      ],
      itemTypes: [{ type: 'issue', entity: 'task' }],
    },
  ])
})

it('connects as whom the service knows the credentials, and shows them to nobody', async () => {
  const made = await connect('secret-token-2', { name: 'Shop' })
  expect(made).toMatchObject({
    ...{ provider: 'testing', name: 'Shop', status: 'active', auth: 'token', scopes: ['read'], trouble: null },
    account: { id: 'u1', name: 'acme' },
    ownerId: w.memberId,
  })
  expect((await connect()).name).toMatch(/^Testing acme/)
  expect((await w.call('GET', '/v1/connections?provider=testing')).body.items.length).toBeGreaterThanOrEqual(2)
  expect((await w.call('GET', `/v1/connections/${made.id}`)).body).toEqual(made)
  const renamed = await w.call('PATCH', `/v1/connections/${made.id}`, { name: 'Store' })
  expect(renamed.body).toMatchObject({ name: 'Store', version: 2 })
})

it.each([
  [{ provider: 'nothing', credentials: {} }, 400, 'invalid_input', 'provider'],
  [{ provider: 'testing', credentials: {} }, 400, 'invalid_input', 'credentials.token'],
  [{ provider: 'testing', credentials: { token: 'abc', other: 'x' } }, 400, 'invalid_input', 'credentials.other'],
  [{ provider: 'testing', credentials: { token: 'abc\n' } }, 400, 'invalid_input', 'credentials.token'],
  [{ provider: 'testing', method: 'Other', credentials: { token: 'abc' } }, 400, 'invalid_input', 'method'],
  [{ provider: 'testing', credentials: { token: 'abc' }, settings: { x: 1 } }, 400, 'invalid_input', 'settings.x'],
  [
    { provider: 'testing', credentials: { token: 'abc' }, settings: { baseUrl: 'http://127.0.0.1:8080/api' } },
    400,
    'invalid_input',
    'settings.baseUrl',
  ],
  [{ provider: 'testing', credentials: { token: 'revoked' } }, 409, 'provider_unauthorized', undefined],
  [{ provider: 'testing', credentials: { token: 'forbidden' } }, 409, 'provider_forbidden', undefined],
  [{ provider: 'testing', credentials: { token: 'away' } }, 503, 'provider_unavailable', undefined],
  [{ provider: 'testing', credentials: { token: 'odd' } }, 502, 'provider_malformed', undefined],
])('what cannot be connected is refused with its reason: %j', async (body, status, code, path) => {
  const before = (await w.call('GET', '/v1/events?limit=1&after=1000000')).body.lastSeq
  const answer = await w.call('POST', '/v1/connections', body)
  expect([answer.status, answer.body.code, answer.body.errors[0]?.path]).toEqual([status, code, path])
  expect((await w.call('GET', '/v1/events?limit=1&after=1000000')).body.lastSeq).toBe(before)
})

it('a way to connect is named in whatever case; one that is not there is told what there is', async () => {
  const made = await w.call('POST', '/v1/connections', {
    ...{ provider: 'testing', method: 'tOKEN', credentials: { token: 'abc' } },
  })
  expect(made.status).toBe(201)
  expect((await w.call('POST', '/v1/connections/oauth', { provider: 'testing' })).body).toMatchObject({
    code: 'invalid_state',
    detail: expect.stringMatching(/ORCHESTRATOR_OAUTH_TESTING_CLIENT_ID .+\. Or give credentials: Token \(token\)$/),
  })
})

it('a name is one connection’s, also when that is disconnected; default names get a number', async () => {
  const of = await api.workspace()
  const make = async (more: object = {}) =>
    (await of.call('POST', '/v1/connections', { provider: 'testing', credentials: { token: 'abc' }, ...more })).body
  const refused = { code: 'already_exists', errors: [{ path: 'name' }] }
  const first = await make({ name: 'Ours' })
  await of.call('POST', `/v1/connections/${first.id}/disconnect`)
  expect(await make({ name: 'Ours' })).toMatchObject(refused)
  expect(await Promise.all([make(), make(), make()])).toHaveLength(3)
  const names = (await of.call('GET', '/v1/connections')).body.items.map(({ name }: Json) => name)
  expect(names.sort()).toEqual(['Ours', 'Testing acme', 'Testing acme 2', 'Testing acme 3'])
  const second = await make({ name: 'Other' })
  const rename = async (name: string) => (await of.call('PATCH', `/v1/connections/${second.id}`, { name })).body
  expect(await rename('Ours')).toMatchObject(refused)
  expect(await rename('Other')).toMatchObject({ name: 'Other', version: 1 })
  const both = await Promise.all([make({ name: 'At once' }), make({ name: 'At once' })])
  expect(both.map(({ code, name }: Json) => code ?? name).sort()).toEqual(['At once', 'already_exists'])
})

it('an address that is ours not to ask is refused as such, with what the operator can do', async () => {
  const settings = { baseUrl: 'http://10.0.0.1/api' }
  const asked = await w.call('POST', '/v1/connections', {
    provider: 'testing',
    credentials: { token: 'abc' },
    settings,
  })
  expect(asked.body.errors[0]).toMatchObject({
    path: 'settings.baseUrl',
    expected: expect.stringContaining('ORCHESTRATOR_HTTP_ALLOW_HOSTS=10.0.0.1:80'),
  })
  const odd = await w.call('POST', '/v1/connections', {
    ...{ provider: 'testing', credentials: { token: 'abc' }, settings: { baseUrl: 'http://127.0.0.1:4001/api' } },
  })
  expect(odd.body.errors[0].expected).toContain('ORCHESTRATOR_HTTP_ALLOW_HOSTS=127.0.0.1:4001')
  const { id } = await connect()
  const again = await w.call('POST', `/v1/connections/${id}/reconnect`, { credentials: { token: 'abc' }, settings })
  expect([again.body.code, again.body.errors[0]?.path]).toEqual(['invalid_input', 'settings.baseUrl'])
})

it('a service that asks to wait is answered with how long', async () => {
  const answer = await w.call('POST', '/v1/connections', { provider: 'testing', credentials: { token: 'limited' } })
  expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
    ...[429, 'provider_rate_limited', '7'],
  ])
})

it('a request repeated with its key makes one connection', async () => {
  const send = () =>
    w.call(
      'POST',
      '/v1/connections',
      { provider: 'testing', credentials: { token: 'once' } },
      { 'idempotency-key': 'c' },
    )
  const [first, second] = [await send(), await send()]
  expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true'])
})

it('is tested, paused and resumed, connected anew, and disconnected with what stays', async () => {
  const { id } = await connect()
  const at = `/v1/connections/${id}`
  const test = await w.call('POST', `${at}/test`)
  expect(test.body).toEqual({
    account: { id: 'u1', name: 'acme', url: null },
    scopes: ['read'],
    missing: ['write: to change things'],
  })
  expect((await w.call('POST', `${at}/pause`)).body.status).toBe('paused')
  expect((await w.call('POST', `${at}/resume`)).body.status).toBe('active')
  const moved = await w.call('POST', `${at}/reconnect`, {
    credentials: { token: 'secret-token-3' },
    settings: { baseUrl: 'https://other.test' },
  })
  expect(moved.body).toMatchObject({ settings: { baseUrl: 'https://other.test' }, status: 'active' })
  await w.call('POST', `${at}/test`)
  expect(asked.at(-1)).toMatchObject({ token: 'secret-token-3', settings: { baseUrl: 'https://other.test' } })
  expect((await w.call('DELETE', at)).status).toBe(204)

  const second = (await connect()).id
  const mapping = await map(second, 'box-2')
  expect((await w.call('DELETE', `/v1/connections/${second}`)).body.code).toBe('in_use')
  const gone = await w.call('POST', `/v1/connections/${second}/disconnect`)
  expect(gone.body).toMatchObject({ status: 'disconnected', stays: { mappings: 1, items: 0, subscriptions: 0 } })
  expect((await w.call('POST', `/v1/connections/${second}/test`)).body.code).toBe('invalid_state')
  expect((await w.call('GET', `/v1/connections/${second}/webhook`)).body.code).toBe('invalid_state')
  expect((await w.call('DELETE', `/v1/mappings/${mapping.id}`)).status).toBe(204)
})

it('says truly whether the service tells by itself, and ends only what it took', async () => {
  const { id } = await connect()
  const mapping = await map(id, 'box-2')
  const told = async (subscription: object) => {
    await api.store.write(
      w.workspaceId,
      (tx) => tx`
        insert into mapping_syncs (workspace_id, mapping_id, subscription) values (${w.workspaceId}, ${mapping.id}, ${tx.json(subscription as never)})
        on conflict (workspace_id, mapping_id) do update set subscription = excluded.subscription`,
    )
    const { subscribed, subscriptionRefused } = (await w.call('GET', `/v1/connections/${id}/health`)).body.mappings[0]
    return [subscribed, subscriptionRefused]
  }
  const at = new Date().toISOString()
  expect(await told({ id: 'hook-1', expiresAt: null, at })).toEqual([true, null])
  expect(await told({ id: 'hook-1', expiresAt: '2026-01-01T00:00:00Z', at })).toEqual([false, null])
  expect(await told({ refused: 'no right to make webhooks', at })).toEqual([false, 'no right to make webhooks'])
  const gone = await w.call('POST', `/v1/connections/${id}/disconnect`)
  const kept = await api.store.read(
    w.workspaceId,
    (tx) => tx`select subscription->>'refused' as refused from mapping_syncs where mapping_id = ${mapping.id}`,
  )
  expect([gone.body.stays.subscriptions, kept]).toEqual([0, [{ refused: 'no right to make webhooks' }]])
  await w.call('DELETE', `/v1/mappings/${mapping.id}`)
})

it('is not connected anew as somebody else unless that is said', async () => {
  const { id } = await connect()
  const again = (more: object = {}) =>
    w.call('POST', `/v1/connections/${id}/reconnect`, { credentials: { token: 'other-account' }, ...more })
  const refused = await again()
  expect([refused.status, refused.body]).toMatchObject([
    409,
    { code: 'invalid_state', errors: [{ path: 'allowOtherAccount', code: 'other_account' }] },
  ])
  expect((await w.call('GET', `/v1/connections/${id}`)).body).toMatchObject({ account: { id: 'u1' }, version: 1 })
  expect((await again({ allowOtherAccount: true })).body).toMatchObject({ account: { id: 'u2' }, version: 2 })
})

it('a connection that waited for a person goes on when the service takes it again', async () => {
  const { id } = await connect()
  const trouble = { id, code: 'unauthorized', message: 'revoked', action: 'connect anew', attention: true }
  const report = { id: crypto.randomUUID(), type: 'connection.report_trouble', data: trouble }
  await api.store.execute(w.principal, [report as never])
  expect((await w.call('GET', `/v1/connections/${id}/health`)).body).toMatchObject({
    status: 'attention',
    trouble: { code: 'unauthorized', action: 'connect anew' },
  })
  await w.call('POST', `/v1/connections/${id}/test`)
  expect((await w.call('GET', `/v1/connections/${id}`)).body).toMatchObject({ status: 'active', trouble: null })
})

it('lists what can be mapped and who is there, as the service says', async () => {
  const { id } = await connect()
  const first = await w.call('GET', `/v1/connections/${id}/containers`)
  expect(first.body.items.map(({ key }: Json) => key)).toEqual(['acme/box-1', 'acme/box-2'])
  const next = await w.call('GET', `/v1/connections/${id}/containers?cursor=${first.body.nextCursor}`)
  expect([next.body.items[0].id, next.body.nextCursor]).toEqual(['box-3', null])
  expect((await w.call('GET', `/v1/connections/${id}/containers?search=box-2`)).body.items).toHaveLength(1)
  const users = await w.call('GET', `/v1/connections/${id}/users?containerId=box-1`)
  expect(users.body.items).toEqual([{ id: 'u1', name: 'ann of box-1', email: 'ann@acme.test' }])
  const link = await w.call('POST', '/v1/user-links', {
    ...{ connectionId: id, externalUserId: 'u1', externalName: 'ann', memberId: w.memberId },
  })
  expect(link.body).toMatchObject({ how: 'manual', memberId: w.memberId })
  expect((await w.call('GET', `/v1/user-links?connectionId=${id}`)).body.items).toEqual([link.body])
  expect((await w.call('DELETE', `/v1/user-links/${link.body.id}`)).status).toBe(204)
})

it('shows beforehand whom the first round finds by their verified address, and links nobody', async () => {
  const { id } = await connect()
  const { body: ann } = await w.call('POST', '/v1/members', {
    name: 'Ann',
    email: 'Ann@acme.test',
    role: 'CONTRIBUTOR',
  })
  const fields = [
    { theirs: 'title', ours: 'title' },
    { theirs: 'owner', ours: 'assigneeId' },
  ]
  const made = await map(id, 'box-1', { fields, enabled: false })
  const preview = async () => (await w.call('POST', `/v1/mappings/${made.id}/preview`)).body.there
  expect(await preview()).toMatchObject([
    { id: 'of-u1', fields: { title: 'of u1', assigneeId: ann.id }, unknown: [] },
    { id: 'of-u2', fields: { title: 'of u2' }, unknown: ['owner'] },
  ])
  expect((await w.call('GET', `/v1/user-links?connectionId=${id}`)).body.items).toEqual([])
  // Whom a person has named stays whom they named.
  const named = { connectionId: id, externalUserId: 'u1', externalName: 'ann', memberId: w.memberId }
  expect((await w.call('POST', '/v1/user-links', named)).status).toBeLessThan(300)
  expect((await preview())[0].fields.assigneeId).toBe(w.memberId)
  // Nobody is asked for where no field names a person.
  await w.call('PATCH', `/v1/mappings/${made.id}`, { fields: [{ theirs: 'title', ours: 'title' }] })
  asked.length = 0
  await preview()
  expect(asked.map(({ method }) => method)).not.toContain('users')
  await w.call('DELETE', `/v1/mappings/${made.id}`)
})

it('maps with the connector’s fields when none are given; those that are given have to be there', async () => {
  const { id } = await connect()
  const made = await map(id, 'box-3')
  expect(made).toMatchObject({ containerKey: 'acme/box-3', containerName: 'Box 3', direction: 'both', comments: true })
  expect(made.fields.map(({ theirs, ours, direction }: Json) => [theirs, ours, direction])).toEqual([
    ['title', 'title', 'both'],
    ['state', 'status', 'both'],
    // It cannot be written there.
    ['number', 'estimatePoints', 'in'],
  ])
  const none = await w.call('PATCH', `/v1/mappings/${made.id}`, { fields: [] })
  expect([none.body.code, none.body.errors?.[0]?.path]).toEqual(['invalid_input', 'fields'])
  const fields = await w.call('GET', `/v1/mappings/${made.id}/fields`)
  expect(fields.body.suggested).toEqual(made.fields)
  expect(fields.body.theirs.map(({ key }: Json) => key)).toEqual(['title', 'state', 'number', 'owner'])
  expect(fields.body.ours.map(({ key }: Json) => key)).toContain('status')
  const wrong = (body: object) => w.call('PATCH', `/v1/mappings/${made.id}`, body)
  const problems = async (body: object) => {
    const answer = await wrong(body)
    return [answer.status, answer.body.errors.map(({ path }: Json) => path)]
  }
  expect(await problems({ fields: [{ theirs: 'nope', ours: 'title' }] })).toEqual([400, ['fields.0.theirs']])
  expect(await problems({ fields: [{ theirs: 'number', ours: 'estimatePoints' }] })).toEqual([
    ...[400, ['fields.0.direction']],
  ])
  expect(await problems({ fields: [{ theirs: 'title', ours: 'nope' }] })).toEqual([400, ['fields.0.ours']])
  // Links are relations, and nothing else is.
  expect(await problems({ fields: [{ theirs: 'title', ours: 'relations' }] })).toEqual([400, ['fields.0.ours']])
  expect(await problems({ filter: 'task.nope == 1' })).toEqual([400, ['filter']])
  expect(await problems({ filterIn: 'item.nope == 1' })).toEqual([400, ['filterIn']])
  // It has no language for that.
  expect(await problems({ query: 'labels = shared' })).toEqual([400, ['query']])
  expect(
    (await w.call('POST', '/v1/mappings', { connectionId: id, projectId, containerId: 'box-2', query: 'x' })).status,
  ).toBe(400)
  const filterIn = 'item.title != ""'
  const changed = await wrong({ fields: [{ theirs: 'title', ours: 'title' }], direction: 'in', filterIn })
  expect(changed.body).toMatchObject({ direction: 'in', filterIn, version: 2, fields: [{ policy: 'newest' }] })
  expect((await map(id, 'box-9')).code).toBe('not_found')
  expect((await map(id, 'box-3')).code).toBe('already_exists')
  // Over another connection it would be the same things a second time.
  expect((await map(await connect().then((other) => other.id), 'box-3')).code).toBe('already_exists')
})

it('brings over what was there, in the order that is asked for', async () => {
  const { id } = await connect()
  const mapping = await map(id)
  const ask = async (action: string) => {
    const { status, body } = await w.call('POST', `/v1/mappings/${mapping.id}/backfill`, { action })
    return status === 202 ? body.backfill.state : body.code
  }
  expect([await ask('pause'), await ask('start'), await ask('start'), await ask('pause')]).toEqual([
    ...['invalid_state', 'running', 'running', 'paused'],
  ])
  expect([await ask('start'), await ask('resume'), await ask('resume')]).toEqual([
    'invalid_state',
    'running',
    'running',
  ])
  await api.store.write(
    w.workspaceId,
    (tx) => tx`
      update mapping_syncs set backfill_done = 30, backfill_total = 40, backfill_started_at = now() - interval '2 minutes'
      where mapping_id = ${mapping.id}`,
  )
  const health = (await w.call('GET', `/v1/connections/${id}/health`)).body
  expect(health).toMatchObject({ waiting: 0, oldestAt: null, failing: 0, throttledUntil: null, openConflicts: 0 })
  expect(health.dueAt).not.toBeNull()
  expect(health.mappings).toMatchObject([
    { mappingId: mapping.id, items: 0, backfill: { state: 'running', done: 30, total: 40, remaining: 10 } },
  ])
  expect(health.mappings[0].backfill.perMinute).toBeGreaterThan(10)
  expect(health.mappings[0].backfill.perMinute).toBeLessThan(16)
  await w.call('PATCH', `/v1/mappings/${mapping.id}`, { enabled: false })
  expect(await ask('start')).toBe('invalid_state')
  await w.call('PATCH', `/v1/mappings/${mapping.id}`, { enabled: true })
  expect(await ask('start')).toBe('running')
  await w.call('POST', `/v1/connections/${id}/disconnect`)
  expect(await ask('start')).toBe('invalid_state')
})

it('a person decides between two values', async () => {
  const { id: connectionId } = await connect()
  const { id: mappingId } = await map(connectionId, 'box-2')
  const { id: entityId } = (await w.call('POST', '/v1/tasks', { projectId, title: 'x' })).body
  const data = { mappingId, entityKind: 'task', entityId, field: 'title', base: 'a', ours: 'b', theirs: 'c' }
  await api.store.execute(w.principal, [{ id: crypto.randomUUID(), type: 'sync_conflict.open', data } as never])
  const { items } = (await w.call('GET', `/v1/sync-conflicts?status=open&connectionId=${connectionId}`)).body
  expect(items).toMatchObject([{ field: 'title', base: 'a', ours: 'b', theirs: 'c' }])
  const at = `/v1/sync-conflicts/${items[0].id}`
  expect((await w.call('POST', `${at}/resolve`, { choice: 'theirs' })).body).toMatchObject({
    ...{ status: 'resolved', choice: 'theirs', resolvedById: w.memberId },
  })
  expect((await w.call('GET', `/v1/sync-conflicts?status=open&connectionId=${connectionId}`)).body.items).toEqual([])
  expect((await w.call('GET', `/v1/connections/${connectionId}/health`)).body.waiting).toBe(1)
})

it('a service that is told where to send signs it; what is not signed is told nothing', async () => {
  const { id } = await connect()
  const info = (await w.call('GET', `/v1/connections/${id}/webhook`)).body
  expect(info).toMatchObject({
    url: `https://orchestrator.test/v1/integrations/${id}/webhook`,
    manual: expect.stringContaining('settings'),
  })
  const { secret } = info
  const send = (body: string, headers: Record<string, string> = {}, to = id) =>
    w.call('POST', `/v1/integrations/${to}/webhook`, body, { 'x-test-signature': signTest(secret, body), ...headers })
  const body = JSON.stringify({ id: 'd1', text: 'Grüße' })
  expect((await send(body)).status).toBe(202)
  expect((await send(body)).status).toBe(202)
  const challenge = await send(JSON.stringify({ id: 'd2' }), {
    ...{ 'x-test-challenge': 'echo', authorization: 'Bearer leaked', cookie: 'leaked', 'x-test-event': 'issue' },
  })
  expect([challenge.status, challenge.body]).toEqual([200, 'echo'])
  expect((await send('no json')).status).toBe(202)
  const rows = await api.store.read(
    w.workspaceId,
    (tx) => tx<{ deliveryId: string; headers: Record<string, string>; body: Uint8Array }[]>`
      select delivery_id, headers, body from inbound_deliveries where connection_id = ${id} order by received_at`,
  )
  expect(rows.map(({ deliveryId }) => deliveryId.slice(0, 6))).toEqual(['d1', 'd2', 'sha256'])
  expect(Buffer.from(rows[0]?.body ?? []).toString()).toBe(body)
  expect(rows[1]?.headers).toMatchObject({ 'x-test-event': 'issue' })
  expect(JSON.stringify(rows.map(({ headers }) => headers))).not.toMatch(/leaked|signature|authorization/)
  // A wrong signature, a changed byte, a connection that is not there, one that is disconnected: all the same.
  const wrong = await send(body, { 'x-test-signature': signTest('other', body) })
  const changed = await send(`${body} `, { 'x-test-signature': signTest(secret, body) })
  const nowhere = await send(body, {}, crypto.randomUUID())
  await w.call('POST', `/v1/connections/${id}/disconnect`)
  const gone = await send(body)
  const { requestId: _, ...problem } = wrong.body
  expect([wrong.status, problem.code]).toEqual([401, 'invalid_signature'])
  for (const answer of [changed, nowhere, gone]) {
    const { requestId: _id, ...same } = answer.body
    expect([answer.status, same]).toEqual([401, problem])
  }
})

it('noise is limited by where it comes from, a service by its connection, and neither takes from the other', async () => {
  const limited = await startApi({ webhookRateLimit: 3, failedLoginLimit: 2 })
  const of = await limited.workspace()
  const make = async () =>
    (await of.call('POST', '/v1/connections', { provider: 'testing', credentials: { token: 'abc' } })).body.id
  const id = await make()
  const { secret } = (await of.call('GET', `/v1/connections/${id}/webhook`)).body
  const send = async (n: number, key = secret) => {
    const body = JSON.stringify({ id: `d${n}` })
    const headers = { 'x-test-signature': signTest(key, body) }
    return (await of.call('POST', `/v1/integrations/${id}/webhook`, body, headers)).status
  }
  const noise = [await send(1, 'x'), await send(2, 'x'), await send(3, 'x')]
  expect(noise).toEqual([401, 401, 429])
  const sent = [await send(1), await send(2), await send(3), await send(4)]
  expect(sent.filter((status) => status === 202).length).toBeGreaterThanOrEqual(3)
  expect(sent.filter((status) => status === 429).length).toBeLessThanOrEqual(1)
  await limited.stop()
})

it('a member of another workspace reaches nothing of it, also over what they have themselves', async () => {
  const theirs = await api.workspace()
  const { id } = await connect()
  const mapping = await map(id, 'box-3', { projectId: (await projectWithTask(w)).projectId })
  const own = (await theirs.call('POST', '/v1/connections', { provider: 'testing', credentials: { token: 'own' } }))
    .body
  const project = (await projectWithTask(theirs)).projectId
  const crossed: [string, object][] = [
    ['/v1/mappings', { connectionId: id, projectId: project, containerId: 'box-1' }],
    ['/v1/mappings', { connectionId: own.id, projectId, containerId: 'box-1' }],
    ['/v1/user-links', { connectionId: id, externalUserId: '1', externalName: 'x', memberId: theirs.memberId }],
    ['/v1/user-links', { connectionId: own.id, externalUserId: '1', externalName: 'x', memberId: w.memberId }],
    [`/v1/mappings/${mapping.id}/backfill`, { action: 'start' }],
    [`/v1/connections/${id}/reconnect`, { credentials: { token: 'theirs' } }],
    [`/v1/connections/${id}/disconnect`, {}],
  ]
  for (const [path, body] of crossed)
    expect([path, (await theirs.call('POST', path, path.endsWith('disconnect') ? undefined : body)).status]).toEqual([
      path,
      404,
    ])
  expect((await w.call('GET', `/v1/connections/${id}`)).body).toMatchObject({ status: 'active', version: 1 })
})

it('a key narrowed to integrations makes no connection that may more', async () => {
  const narrow = await api.caller(w, { scopes: ['integration.manage', 'workspace.read'] })
  const answer = await narrow.call('POST', '/v1/connections', { provider: 'testing', credentials: { token: 'abc' } })
  expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
})

it('no answer, no event and no log had a credential or a secret', async () => {
  const events = JSON.stringify((await w.call('GET', '/v1/events?limit=200')).body)
  const everything = [...said, events].join('\n')
  expect(said.length).toBeGreaterThan(50)
  expect(everything).not.toMatch(/secret-token|sealedCredentials|sealedSecret|v1\.[A-Za-z0-9_-]{40}/)
  const { id } = await connect()
  const { secret } = (await w.call('GET', `/v1/connections/${id}/webhook`)).body
  expect(everything).not.toContain(secret)
})
