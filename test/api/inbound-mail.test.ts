import { connectors } from '@orchestrator/integrations'
import { openDeliveries } from '@orchestrator/store'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let w: TestWorkspace
beforeAll(async () => {
  api = await startApi({ publicUrl: 'https://orchestrator.test' }, { connectors })
  w = await api.workspace()
})
afterAll(() => api.stop())

const settings = { address: 'Tasks@in.example.com', trust: 'from' }
const connect = (more: object = {}) =>
  w.call('POST', '/v1/connections', { provider: 'email', credentials: {}, settings: { ...settings, ...more } })

it('takes in what a mail service sends with the secret, and keeps it once', async () => {
  const { status, body: connection } = await connect()
  expect([status, connection.account.name]).toEqual([201, 'tasks@in.example.com'])
  const { body: webhook } = await w.call('GET', `/v1/connections/${connection.id}/webhook`)
  expect(webhook).toMatchObject({ url: `https://orchestrator.test/v1/integrations/${connection.id}/webhook` })
  const send = (authorization: string, message: string, more = '') =>
    fetch(`${api.url}/v1/integrations/${connection.id}/webhook${more}`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822', authorization },
      body: message,
    })
  const message = 'Message-ID: <a@b>\r\nFrom: a@b.c\r\nTo: tasks@in.example.com\r\nSubject: Hi\r\n\r\nThere'
  const basic = `Basic ${btoa(`mail:${webhook.secret}`)}`
  expect((await send(`Basic ${btoa('mail:wrong')}`, message)).status).toBe(401)
  for (let n = 0; n < 2; n++) expect((await send(basic, message)).status).toBe(202)
  expect((await send(`Bearer ${webhook.secret}`, message)).status).toBe(202)
  // As it says of Mailgun.
  expect(webhook.manual).toContain('?as=mime')
  expect((await send(basic, message, '?as=mime')).status).toBe(202)
  const claim = { workspaceId: w.workspaceId, connectionId: connection.id, claims: 0, wakes: 0 }
  const kept = await openDeliveries(api.store, claim, 10)
  expect(kept.map(({ deliveryId }) => deliveryId)).toEqual(['<a@b>'])
  expect(JSON.stringify(kept[0]?.headers)).not.toContain('Basic')
})

it('any alias of its address can be mapped, and only takes in', async () => {
  const { body: connection } = await connect()
  const { projectId } = await projectWithTask(w)
  const map = (containerId: string) =>
    w.call('POST', '/v1/mappings', { connectionId: connection.id, projectId, containerId })
  expect((await map('bugs')).body).toMatchObject({
    containerKey: 'tasks+bugs@in.example.com',
    direction: 'in',
    comments: false,
  })
  expect((await map('*')).body).toMatchObject({ containerKey: 'tasks@in.example.com' })
  // Also one that is a part of the address.
  expect((await map('task')).body).toMatchObject({ containerKey: 'tasks+task@in.example.com' })
  for (const wrong of ['r-abc', 'two words', 'x@y']) expect((await map(wrong)).status).toBe(404)
  const found = await w.call('GET', `/v1/connections/${connection.id}/containers?search=ops`)
  expect(found.body.items.map(({ key }: Json) => key)).toEqual(['tasks+ops@in.example.com'])
})

it('settings that would take anybody’s word, or lead inside, are refused', async () => {
  const problems = async (more: object, credentials: object = {}) => {
    const { status, body } = await w.call('POST', '/v1/connections', {
      ...{ provider: 'email', credentials, settings: { ...settings, ...more } },
    })
    return [status, (body.errors ?? []).map(({ path }: Json) => path)]
  }
  expect(await problems({ trust: 'authenticated' })).toEqual([400, ['settings.authServer']])
  expect(await problems({ address: 'no address' })).toEqual([400, ['settings.address']])
  expect(await problems({ host: 'a b' })).toEqual([400, ['settings.host']])
  const mailbox = { user: 'a', password: 'gu@ss-4711' }
  const inside = await w.call('POST', '/v1/connections', {
    ...{ provider: 'email', credentials: mailbox, settings: { ...settings, host: '127.0.0.1' } },
  })
  expect(inside.status).toBeGreaterThanOrEqual(400)
  expect(JSON.stringify(inside.body)).toContain('ORCHESTRATOR_HTTP_ALLOW_HOSTS')
  expect(JSON.stringify(inside.body)).not.toContain('4711')
})

it('a mail server that is ours not to ask is refused at the setting', async () => {
  const mailbox = { provider: 'email', credentials: { user: 'a', password: 'b' } }
  for (const [more, path] of [
    [{ host: '127.0.0.1' }, 'settings.host'],
    [{ host: 'example.com', port: 22 }, 'settings.port'],
  ] as const) {
    const { body } = await w.call('POST', '/v1/connections', { ...mailbox, settings: { ...settings, ...more } })
    expect([body.code, body.errors?.[0]?.path]).toEqual(['invalid_input', path])
  }
})
