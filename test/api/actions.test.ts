// Actions of connected services over HTTP: what is asked for once is done once, whatever is lost.
import { setTimeout as pause } from 'node:timers/promises'
import { sweepCalls } from '@orchestrator/store'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'
import { lostAnswer, next, notes, tries } from './test-actions.ts'

let api: TestApi
let w: TestWorkspace
let at: string
beforeAll(async () => {
  api = await startApi()
  w = await api.workspace()
  at = `/v1/connections/${(await connect('token-1')).id}/actions`
})
afterAll(() => api.stop())

const connect = async (token: string) =>
  (await w.call('POST', '/v1/connections', { provider: 'testing', credentials: { token } })).body as Json
const write = (text: string, key?: string, by: TestWorkspace = w) =>
  by.call('POST', `${at}/writeNote`, { input: { box: 'box-1', text } }, key ? { 'idempotency-key': key } : {})
const written = (text: string) => [...notes.values()].filter((one) => one === text).length

it('says which there are, and what they take and give', async () => {
  const { body } = await w.call('GET', '/v1/connectors')
  expect(body.items[0].actions).toMatchObject([
    {
      ...{ name: 'writeNote', summary: 'Writes a note in a box.', writes: true },
      input: { type: 'object', required: ['box', 'text'], additionalProperties: false },
      output: { properties: { text: { type: 'string' }, found: { type: 'boolean' } } },
    },
  ])
})

it('does one and answers what the service did; without a key each request is one of its own', async () => {
  const answers = [await write('plain'), await write('plain')]
  for (const { status, body } of answers)
    expect([status, body]).toEqual([200, { output: { text: 'plain', found: false } }])
  expect(written('plain')).toBe(2)
})

it('is done once under a key, whose repetition has the answer of the first', async () => {
  const [first, second] = [await write('once', 'k1'), await write('once', 'k1')]
  expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true'])
  expect(written('once')).toBe(1)
  expect((await write('another', 'k1')).body.code).toBe('command_conflict')
})

const told = async (text?: string) =>
  api.store
    .read(
      w.workspaceId,
      (tx) => tx<{ actor: Json; data: Json; all: string }[]>`
      select actor, data, to_jsonb(e)::text as all from events e where workspace_id = ${w.workspaceId} and type = 'connection.called'
      order by seq`,
    )
    .then((rows) => rows.filter(({ all }) => text === undefined || all.includes(text)))

it('is told in the log once for a key, as whoever asked, without what was asked', async () => {
  const before = (await told()).length
  await Promise.all([1, 2, 3].map(() => write('secret words', 'told')))
  await write('secret words', 'told')
  const events = (await told()).slice(before)
  expect(events).toMatchObject([
    { actor: { memberId: w.memberId }, data: { provider: 'testing', action: 'writeNote', error: null } },
  ])
  expect(await told('secret words')).toEqual([])
})

it('each error that it met is told once, and what was refused before the service was asked is not', async () => {
  const before = (await told()).length
  next.fault = lostAnswer
  await write('met', 'errors')
  next.fault = lostAnswer
  await write('met', 'errors')
  await write('met', 'errors')
  await write('', 'errors 2')
  const codes = (await told()).slice(before).map(({ data }) => data.error)
  expect(codes).toEqual(['provider_unavailable', null])
})

it('one that was told and then lost its process is told once', async () => {
  const before = (await told()).length
  await write('again', 'k-again')
  // As after a kill between the log and the answer.
  await api.store.write(
    w.workspaceId,
    (tx) => tx`
      update connection_calls set done_at = null, told = false, output = null, lease_until = now()
      where workspace_id = ${w.workspaceId} and done_at > now() - interval '1 minute'
        and id = (select id from connection_calls order by created_at desc limit 1)`,
  )
  expect((await write('again', 'k-again')).body).toEqual({ output: { text: 'again', found: true } })
  expect((await told()).length).toBe(before + 1)
})

it('is forgotten a month after it was done, and is not done again', async () => {
  const kept = () => api.store.read(w.workspaceId, (tx) => tx`select 1 from connection_calls`)
  await write('old', 'k-old')
  await api.store.write(
    w.workspaceId,
    (tx) => tx`update connection_calls set done_at = done_at - interval '29 days' where done_at is not null`,
  )
  const before = (await kept()).length
  await sweepCalls(api.store)
  expect((await kept()).length).toBe(before)
  await api.store.write(
    w.workspaceId,
    (tx) => tx`update connection_calls set done_at = done_at - interval '2 days' where done_at is not null`,
  )
  await sweepCalls(api.store)
  expect((await kept()).length).toBeLessThan(before)
  const again = await write('old', 'k-old')
  expect([again.status, again.body.code]).toEqual([409, 'invalid_state'])
  expect(written('old')).toBe(1)
})

it('an answer that was lost is found under the same key', async () => {
  next.fault = lostAnswer
  const lost = await write('lost', 'k2')
  expect([lost.status, lost.body.code, lost.body.details]).toEqual([
    ...[503, 'provider_unavailable', { provider: 'testing', ambiguous: true }],
  ])
  const found = await write('lost', 'k2')
  expect([found.status, found.body]).toEqual([200, { output: { text: 'lost', found: true } }])
  expect(written('lost')).toBe(1)
  expect(tries.slice(-2).map(({ retry }) => retry)).toEqual([false, true])
  expect(new Set(tries.slice(-2).map(({ key }) => key)).size).toBe(1)
})

it('while one is under way the same request is put off; of one whose process ended the next goes on', async () => {
  let go = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  next.fault = () => gate
  const first = write('slow', 'k3')
  while (written('slow') === 0) await pause(20)
  const second = await write('slow', 'k3')
  expect([second.status, second.body.code, second.headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
  // As after a kill: nobody renews the lease, and nothing was said.
  await api.store.write(
    w.workspaceId,
    (tx) => tx`update connection_calls set lease_until = now() where done_at is null`,
  )
  const third = await write('slow', 'k3')
  expect(third.body).toEqual({ output: { text: 'slow', found: true } })
  go()
  expect((await first).status).toBe(200)
  expect(written('slow')).toBe(1)
})

it.each([
  ['writeNote', { box: 'x', text: '' }, 400, 'invalid_input', ['input.box', 'input.text']],
  ['writeNote', { box: 'box-1', text: 'a', more: 1 }, 400, 'invalid_input', ['input.more']],
  ['burn', {}, 400, 'invalid_input', ['action']],
  ['toString', {}, 400, 'invalid_input', ['action']],
  ['writeNote', { box: 'box-1', text: 'refused' }, 400, 'provider_invalid', ['input.text']],
])('refuses %s with %j, naming each field', async (action, input, status, code, paths) => {
  const before = notes.size
  const answer = await w.call('POST', `${at}/${action}`, { input })
  expect([answer.status, answer.body.code, answer.body.errors.map(({ path }: Json) => path)]).toEqual([
    ...[status, code, paths],
  ])
  expect(notes.size).toBe(before)
})

it('a key that came with what is wrong may be used for what is right', async () => {
  const wrong = await w.call('POST', `${at}/writeNote`, { input: { box: 'x' } }, { 'idempotency-key': 'k4' })
  expect(wrong.status).toBe(400)
  expect((await write('right', 'k4')).status).toBe(200)
})

it('takes the permission integration.use, of the role and of the key', async () => {
  const contributor = await api.caller(w, { role: 'CONTRIBUTOR' })
  expect((await write('not mine', undefined, contributor)).body.code).toBe('forbidden')
  const manager = await api.caller(w, { role: 'MANAGER', scopes: ['integration.manage', 'workspace.read'] })
  expect((await write('not mine', undefined, manager)).body.code).toBe('forbidden')
  const user = await api.caller(w, { role: 'MANAGER', scopes: ['integration.use'] })
  expect((await write('mine', undefined, user)).status).toBe(200)
  expect([written('not mine'), written('mine')]).toEqual([0, 1])
  const stranger = await api.workspace()
  expect((await write('theirs', undefined, stranger)).status).toBe(404)
})

it('one that is paused does nothing; one whose token is revoked waits for its owner', async () => {
  const { id } = await connect('token-2')
  const here = `/v1/connections/${id}`
  const act = () => w.call('POST', `${here}/actions/writeNote`, { input: { box: 'box-1', text: 'held' } })
  await w.call('POST', `${here}/pause`)
  expect((await act()).body.code).toBe('invalid_state')
  await w.call('POST', `${here}/resume`)
  const credentials = { token: 'revoked' }
  // A test of the service would refuse it at once.
  const { sealCredentials } = await import('../../packages/store/src/integrations/sealed-connection.ts')
  const sealed = sealCredentials(
    { masterKey: api.masterKey, workspaceId: w.workspaceId, connectionId: id },
    credentials,
  )
  await api.store.write(
    w.workspaceId,
    (tx) => tx`update connections set sealed_credentials = ${sealed} where id = ${id}`,
  )
  const refused = await act()
  expect([refused.status, refused.body.code]).toEqual([409, 'provider_unauthorized'])
  expect((await w.call('GET', here)).body).toMatchObject({ status: 'attention', trouble: { code: 'unauthorized' } })
  expect(written('held')).toBe(0)
})

it('what the service says of its limits holds for whoever asks next', async () => {
  const { id } = await connect('token-3')
  const act = () => w.call('POST', `/v1/connections/${id}/actions/writeNote`, { input: { box: 'box-1', text: 'lim' } })
  await api.store.write(
    w.workspaceId,
    (tx) => tx`update connection_syncs set throttled_until = now() + interval '90 seconds' where connection_id = ${id}`,
  )
  const refused = await act()
  expect([refused.status, refused.body.code]).toEqual([429, 'provider_rate_limited'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60)
  expect(written('lim')).toBe(0)
})
