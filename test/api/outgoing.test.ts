import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let owner: TestWorkspace
let viewer: TestWorkspace
let contributor: TestWorkspace
beforeAll(async () => {
  api = await startApi()
  owner = await api.workspace()
  viewer = await api.caller(owner, { role: 'VIEWER' })
  contributor = await api.caller(owner, { role: 'CONTRIBUTOR' })
})
afterAll(() => api?.stop())

const url = 'https://hooks.example.com/in?key=of-theirs'
const endpoints = '/v1/webhook-endpoints'
const create = async (body: Json = {}): Promise<Json> => {
  const made = await owner.call('POST', endpoints, { url, ...body })
  expect([made.status, made.body.code]).toEqual([201, undefined])
  return made.body
}
const pathsOf = ({ body }: { body: Json }) => body.errors?.map(({ path }: Json) => path)

describe('/v1/webhook-endpoints', () => {
  it('shows the secret once, and headers never', async () => {
    const made = await create({
      eventTypes: ['task.created', 'task.created'],
      headers: { Authorization: 'Bearer theirs' },
    })
    expect(made.secret).toMatch(/^whsec_/)
    const shown = await owner.call('GET', `${endpoints}/${made.id}`)
    expect(shown.body).toMatchObject({
      ...{ id: made.id, url, eventTypes: ['task.created'], headerNames: ['authorization'], enabled: true },
      ownerId: owner.memberId,
    })
    const changed = await owner.call('PATCH', `${endpoints}/${made.id}`, { description: 'ours' })
    expect(changed.body).toMatchObject({ description: 'ours', headerNames: ['authorization'] })
    const listed = await viewer.call('GET', endpoints)
    expect(listed.body.items.map(({ id }: Json) => id)).toContain(made.id)
    const log = await owner.call('GET', '/v1/events?limit=200')
    const everything = JSON.stringify([shown.body, changed.body, listed.body, log.body])
    for (const secret of [made.secret, 'Bearer theirs', 'sealed']) expect(everything).not.toContain(secret)
  })

  it('gives another secret, once', async () => {
    const { id, secret } = await create()
    const key = { 'Idempotency-Key': newId() }
    const rotate = () => owner.call('POST', `${endpoints}/${id}/rotate-secret`, { overlapHours: 24 }, key)
    const first = await rotate()
    expect(first.status).toBe(200)
    expect(first.body.secret).toMatch(/^whsec_/)
    expect(first.body.secret).not.toBe(secret)
    expect(Date.parse(first.body.oldUntil)).toBeGreaterThan(Date.now() + 23 * 3_600_000)
    expect((await rotate()).body.code).toBe('command_conflict')
  })

  it('says of each field what is wrong with it, and changes nothing', async () => {
    const { id } = await create()
    const before = (await owner.call('GET', '/v1/events?limit=200')).body.lastSeq
    for (const [body, path] of [
      [{ url: 'ftp://example.com' }, 'url'],
      [{ url: 'https://user:password@example.com' }, 'url'],
      [{ url: 'nonsense' }, 'url'],
      [{ eventTypes: ['task.exploded'] }, 'eventTypes.0'],
      [{ filter: 'event.task.title ==' }, 'filter'],
      [{ filter: 'event.task.tags.exists(t, t == "x")', eventTypes: ['task.created'] }, 'filter'],
      [{ headers: { Host: 'x' } }, 'headers.Host'],
      [{ headers: { 'X-Ours': 'a\r\nb' } }, 'headers.X-Ours'],
      [{ enabled: 'yes' }, 'enabled'],
    ] as const) {
      for (const [method, address] of [
        ['POST', endpoints],
        ['PATCH', `${endpoints}/${id}`],
      ] as const) {
        const refused = await owner.call(method, address, method === 'POST' ? { url, ...body } : body)
        expect([method, body, refused.status, pathsOf(refused)]).toEqual([method, body, 400, [path]])
      }
    }
    expect((await owner.call('GET', '/v1/events?limit=200')).body.lastSeq).toBe(before)
    const describe = (description: string) => owner.call('PATCH', `${endpoints}/${id}`, { description, baseVersion: 1 })
    expect([(await describe('one')).status, (await describe('two')).body.code]).toEqual([200, 'version_conflict'])
  })

  it('is for those who may manage integrations', async () => {
    const { id } = await create()
    for (const [method, path, body] of [
      ['POST', endpoints, { url }],
      ['PATCH', `${endpoints}/${id}`, { enabled: false }],
      ['POST', `${endpoints}/${id}/rotate-secret`, { overlapHours: 0 }],
      ['POST', `${endpoints}/${id}/ping`, undefined],
      ['DELETE', `${endpoints}/${id}`, undefined],
    ] as const)
      expect((await contributor.call(method, path, body)).body.code).toBe('forbidden')
    expect((await owner.call('DELETE', `${endpoints}/${id}`)).status).toBe(204)
    expect((await owner.call('GET', `${endpoints}/${id}`)).status).toBe(404)
  })
})

describe('/v1/deliveries', () => {
  it('lists a ping, shows it, and sends it again; a switched off endpoint takes none', async () => {
    const { id } = await create()
    const ping = await owner.call('POST', `${endpoints}/${id}/ping`)
    expect([ping.status, ping.body]).toMatchObject([202, { kind: 'ping', endpointId: id, status: 'pending', url }])
    expect(ping.headers.get('location')).toBe(`/v1/deliveries/${ping.body.id}`)
    const list = await owner.call('GET', `/v1/deliveries?endpointId=${id}&kind=ping&status=pending`)
    expect(list.body.items.map((one: Json) => one.id)).toEqual([ping.body.id])
    expect((await owner.call('GET', `/v1/deliveries?endpointId=${id}&status=dead`)).body.items).toEqual([])
    await api.store.write(
      owner.workspaceId,
      (tx) => tx`update deliveries set status = 'dead', next_at = null where id = ${ping.body.id}`,
    )
    expect((await owner.call('GET', `/v1/deliveries/${ping.body.id}`)).body).toMatchObject({
      status: 'dead',
      attemptLog: [],
    })
    expect((await contributor.call('POST', `/v1/deliveries/${ping.body.id}/redeliver`)).body.code).toBe('forbidden')
    const again = await owner.call('POST', `/v1/deliveries/${ping.body.id}/redeliver`)
    expect([again.status, again.body]).toMatchObject([202, { id: ping.body.id, status: 'pending' }])
    await api.store.write(
      owner.workspaceId,
      (tx) => tx`update deliveries set status = 'dead' where id = ${ping.body.id}`,
    )
    const all = await owner.call('POST', '/v1/deliveries/redeliver', { since: '2026-01-01T00:00:00Z', endpointId: id })
    expect([all.status, all.body]).toEqual([202, { count: 1, more: false }])
    await owner.call('PATCH', `${endpoints}/${id}`, { enabled: false })
    expect((await owner.call('POST', `${endpoints}/${id}/ping`)).body.code).toBe('invalid_state')
    expect((await owner.call('POST', '/v1/deliveries', { endpointId: id })).body.code).toBe('invalid_state')
  })

  it('refuses what goes nowhere, or to two places, with the field', async () => {
    for (const [body, path] of [
      [{}, 'url'],
      [{ url, endpointId: newId() }, 'url'],
      [{ url: 'javascript:alert(1)' }, 'url'],
      [{ url, method: 'TRACE' }, 'method'],
      [{ url, headers: { 'webhook-id': 'x' } }, 'headers.webhook-id'],
      [{ url, body: 'x'.repeat(262_145) }, 'body'],
    ] as const) {
      const refused = await owner.call('POST', '/v1/deliveries', body)
      expect([Object.keys(body), refused.status, pathsOf(refused)]).toEqual([Object.keys(body), 400, [path]])
    }
    const unknown = await owner.call('POST', '/v1/deliveries', { endpointId: newId() })
    expect([unknown.status, pathsOf(unknown)]).toEqual([404, ['endpointId']])
    expect((await contributor.call('POST', '/v1/deliveries', { url })).body.code).toBe('forbidden')
  })

  it('shows who may not manage integrations no query, and in a run neither body nor values of headers', async () => {
    const data = { url, headers: { 'x-key': 'of-theirs' }, body: '{"secret":"of-theirs"}' }
    const { id } = (await owner.call('POST', '/v1/deliveries', data)).body
    const narrow = await api.caller(owner, { scopes: ['workspace.read', 'webhook.call'] })
    expect((await narrow.call('POST', '/v1/deliveries', data)).body.url).toBe('https://hooks.example.com/in')
    expect((await owner.call('GET', `/v1/deliveries/${id}`)).body.url).toBe(url)
    expect((await viewer.call('GET', `/v1/deliveries/${id}`)).body.url).toBe('https://hooks.example.com/in')
    expect(JSON.stringify((await viewer.call('GET', '/v1/deliveries')).body)).not.toContain('of-theirs')

    const run = newId()
    const notice = { to: { memberId: contributor.memberId }, title: 'private words', body: 'private words' }
    await api.store.write(
      owner.workspaceId,
      (tx) => tx`
        insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
        values (${owner.workspaceId}, ${run}, 'rule', ${newId()}, 'r', '1', 1, 1, ${newId()}, 'task.created', 'task', ${newId()}, ${owner.memberId}, 1, ${run}, 'running', now())`,
    )
    await api.store.execute(
      owner.principal,
      [
        { id: newId(), type: 'delivery.create', data } as never,
        { id: newId(), type: 'notification.send', data: notice } as never,
      ],
      { step: { runId: run, step: 0, name: 'send' } },
    )
    const inputs = async (who: TestWorkspace) => (await who.call('GET', `/v1/runs/${run}`)).body.steps[0].input
    expect(await inputs(owner)).toMatchObject([{ data }, { data: notice }])
    const seen = await inputs(viewer)
    expect(seen).toMatchObject([
      { type: 'delivery.create', data: { url: 'https://hooks.example.com/in', headers: { 'x-key': '…' }, body: '…' } },
      { type: 'notification.send', data: { to: notice.to, title: '…', body: '…' } },
    ])
    expect(JSON.stringify((await viewer.call('GET', `/v1/runs/${run}`)).body)).not.toMatch(/of-theirs|private words/)
  })
})

describe('/v1/notifications', () => {
  const send = async (who: TestWorkspace, title: string) =>
    (await owner.call('POST', '/v1/notifications', { to: { memberId: who.memberId }, title })).body
  const unread = async (who: TestWorkspace) => (await who.call('GET', '/v1/notifications/unread-count')).body.count

  it('is one’s own inbox: listed, counted, read, unread, and all read up to an instant', async () => {
    const [ada, bob] = [await api.caller(owner, { role: 'VIEWER' }), await api.caller(owner, { role: 'ADMIN' })]
    for (const title of ['One', 'Two', 'Three']) await send(ada, title)
    const list = (await ada.call('GET', '/v1/notifications?unread=true')).body.items
    expect(list.map(({ title }: Json) => title)).toEqual(['Three', 'Two', 'One'])
    expect(await unread(ada)).toBe(3)
    const [newest, middle] = list
    const read = await ada.call('POST', `/v1/notifications/${newest.id}/read`)
    expect([read.status, read.body.readAt]).toEqual([200, expect.any(String)])
    expect(await unread(ada)).toBe(2)
    expect((await ada.call('POST', `/v1/notifications/${newest.id}/unread`)).body.readAt).toBeNull()
    for (const verb of ['read', 'unread'])
      expect((await bob.call('POST', `/v1/notifications/${newest.id}/${verb}`)).status).toBe(404)
    expect((await bob.call('GET', '/v1/notifications')).body.items).toEqual([])
    expect((await ada.call('POST', '/v1/notifications/read-all', { until: middle.createdAt })).body).toEqual({
      count: 2,
    })
    expect((await ada.call('GET', '/v1/notifications?unread=true')).body.items).toMatchObject([{ title: 'Three' }])
    expect((await ada.call('POST', '/v1/notifications/read-all', {})).body).toEqual({ count: 1 })
    expect(await unread(ada)).toBe(0)
    expect((await ada.call('GET', '/v1/notifications?kind=assigned')).body.items).toEqual([])
    expect(pathsOf(await ada.call('GET', '/v1/notifications?kind=gossip'))).toEqual(['kind.0'])
  })

  it('its text is in the log only for those who may read the audit log', async () => {
    const sent = await send(contributor, 'between us')
    expect(sent).toMatchObject({ type: 'notification.sent', memberIds: [contributor.memberId], title: 'between us' })
    const log = async (who: TestWorkspace) =>
      JSON.stringify((await who.call('GET', `/v1/events?after=${sent.seq - 1}&limit=200`)).body.items)
    expect(await log(owner)).toContain('between us')
    for (const who of [viewer, contributor]) expect(await log(who)).not.toContain('between us')
  })

  it('refuses what is no message, and whoever may not send', async () => {
    for (const [body, path] of [
      [{ to: { memberId: viewer.memberId }, title: ' ' }, 'title'],
      [{ to: { memberId: viewer.memberId }, title: 'x', link: 'javascript:alert(1)' }, 'link'],
    ] as const)
      expect(pathsOf(await owner.call('POST', '/v1/notifications', body))).toEqual([path])
    const body = { to: { memberId: owner.memberId }, title: 'x' }
    expect((await viewer.call('POST', '/v1/notifications', body)).body.code).toBe('forbidden')
    expect((await owner.call('POST', '/v1/notifications', { ...body, to: { memberId: newId() } })).status).toBe(404)
  })

  it('preferences are one’s own; what is left out stays as it is', async () => {
    const path = '/v1/me/notification-preferences'
    const ada = await api.caller(owner, { role: 'VIEWER' })
    const before = (await ada.call('GET', path)).body
    expect(before).toMatchObject({ timeZone: null, digestHour: 8, digestWeekday: 1 })
    const kinds = { commented: { inbox: false, email: 'off' } }
    await ada.call('PATCH', path, { kinds, timeZone: 'Asia/Tokyo' })
    expect((await ada.call('PATCH', path, { digestHour: 6 })).body).toEqual({
      ...before,
      ...{ timeZone: 'Asia/Tokyo', digestHour: 6, kinds: { ...before.kinds, ...kinds } },
    })
    expect((await viewer.call('GET', path)).body).toEqual(before)
    // A key that only reads silences nobody.
    const reads = await api.caller(owner, { scopes: ['workspace.read', 'task.create'] })
    expect((await reads.call('GET', path)).status).toBe(200)
    expect((await reads.call('PATCH', path, { digestHour: 6 })).body.code).toBe('forbidden')
    await send(reads, 'still unread')
    expect((await reads.call('POST', '/v1/notifications/read-all', {})).status).toBe(403)
    expect(await unread(reads)).toBe(1)
    for (const [body, field] of [
      [{ digestHour: 24 }, 'digestHour'],
      [{ digestWeekday: 0 }, 'digestWeekday'],
      [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
      [{ kinds: { commented: { inbox: true, email: 'hourly' } } }, 'kinds.commented.email'],
    ] as const)
      expect(pathsOf(await ada.call('PATCH', path, body))).toEqual([field])
  })
})
