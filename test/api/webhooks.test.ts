import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callWith, deploy, type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
let secrets: Record<string, string>
const paths = { 'github-issues': 'github', 'billing/stripe': 'standard', open: 'none' } as const
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
  const triggers = Object.entries(paths).map(([path, verify]) => ({
    kind: 'webhook',
    path,
    verify,
    body: null,
    if: null,
  }))
  await deploy(api, acme, [{ id: 'intake', triggers }])
  secrets = Object.fromEntries(
    await Promise.all(
      Object.keys(paths).map(async (path) => [
        path,
        (await acme.call('GET', `/v1/webhooks/${path}/secret`)).body.secret,
      ]),
    ),
  )
})
afterAll(() => api.stop())

const stranger = () => callWith(api.url)
const sha256 = (secret: string, body: string | Uint8Array) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

function fromGitHub(body: string | Uint8Array, more: Record<string, string> = {}) {
  const headers = {
    'x-github-event': 'issues',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': sha256(secrets['github-issues'] ?? '', body),
    ...more,
  }
  return stranger()('POST', `/v1/hooks/${acme.slug}/github-issues`, body, headers)
}

const received = async (): Promise<Json[]> =>
  (await acme.call('GET', '/v1/events?type=webhook.received&limit=200')).body.items

it('a signed delivery is one event, whose headers tell what it is and give nothing away', async () => {
  const answer = await fromGitHub(JSON.stringify({ action: 'opened' }), {
    authorization: 'Basic secret',
    cookie: 'a=b',
  })
  expect(answer.status).toBe(202)
  const event = (await received()).find(({ id }) => id === answer.body.eventId)
  expect(event).toMatchObject({
    webhook: 'github-issues',
    body: { action: 'opened' },
    actor: { type: 'connection', memberId: acme.memberId },
  })
  expect(Object.keys(event.headers).sort()).toEqual(['content-type', 'x-github-delivery', 'x-github-event'])
})

it('the same delivery a hundred times at once is one event, and each is taken', async () => {
  const body = JSON.stringify({ action: 'storm' })
  const delivery = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => fromGitHub(body, { 'x-github-delivery': delivery })),
  )
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([202]))
  expect(new Set(answers.map((answer) => answer.body.eventId)).size).toBe(1)
  expect((await received()).filter((event) => event.body.action === 'storm')).toHaveLength(1)
})

it('a delivery number that comes again with something else is a conflict', async () => {
  const delivery = randomUUID()
  await fromGitHub('{"n":1}', { 'x-github-delivery': delivery })
  expect((await fromGitHub('{"n":2}', { 'x-github-delivery': delivery })).body.code).toBe('command_conflict')
})

it('takes GitHub’s form', async () => {
  const body = `payload=${encodeURIComponent('{"action":"form"}')}`
  const answer = await fromGitHub(body, { 'content-type': 'application/x-www-form-urlencoded' })
  expect(answer.status).toBe(202)
  expect((await received()).at(-1).body).toEqual({ action: 'form' })
})

it('takes Standard Webhooks at a path with a slash, also repeated with a new time', async () => {
  const send = (at: number) => {
    const key = Buffer.from((secrets['billing/stripe'] ?? '').replace('whsec_', ''), 'base64')
    const signature = `v1,${createHmac('sha256', key).update(`msg_1.${at}.{"paid":true}`).digest('base64')}`
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(at), 'webhook-signature': signature }
    return stranger()('POST', `/v1/hooks/${acme.slug}/billing/stripe`, '{"paid":true}', headers)
  }
  const now = Math.floor(Date.now() / 1_000)
  const [first, again] = [await send(now - 30), await send(now)]
  expect([first.status, again.status, again.body]).toEqual([202, 202, first.body])
  expect((await send(now - 600)).body.code).toBe('invalid_signature')
})

it('without a delivery number each delivery is its own event', async () => {
  const send = () => stranger()('POST', `/v1/hooks/${acme.slug}/open`, '{"open":1}')
  expect((await send()).body.eventId).not.toBe((await send()).body.eventId)
})

type Refusal = [what: string, send: () => Promise<{ status: number; body: Json }>, status: number, code: string]
const refusals: Refusal[] = [
  [
    'a wrong signature',
    () => fromGitHub('{}', { 'x-hub-signature-256': sha256('other', '{}') }),
    401,
    'invalid_signature',
  ],
  ['no signature', () => stranger()('POST', `/v1/hooks/${acme.slug}/github-issues`, '{}'), 401, 'invalid_signature'],
  [
    'an API key instead of a signature',
    () => acme.call('POST', `/v1/hooks/${acme.slug}/github-issues`, '{}'),
    401,
    'invalid_signature',
  ],
  ['an unknown path', () => stranger()('POST', `/v1/hooks/${acme.slug}/nowhere`, '{}'), 404, 'not_found'],
  ['an unknown workspace', () => stranger()('POST', '/v1/hooks/nobody/github-issues', '{}'), 404, 'not_found'],
  ['more than 1 MiB', () => fromGitHub(JSON.stringify('x'.repeat(1024 * 1024))), 413, 'payload_too_large'],
  ['broken JSON', () => fromGitHub('{'), 400, 'invalid_input'],
  [
    'a form without payload',
    () => fromGitHub('a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
    400,
    'invalid_input',
  ],
  ['another content type', () => fromGitHub('<a/>', { 'content-type': 'text/xml' }), 415, 'unsupported_media_type'],
]
it.each(refusals)('refuses %s', async (_, send, status, code) => {
  const before = (await received()).length
  const answer = await send()
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect((await received()).length).toBe(before)
})

it('a new secret replaces the old one at once; making one is in the audit log', async () => {
  const old = secrets['github-issues']
  const rotated = await acme.call('POST', '/v1/webhooks/github-issues/rotate-secret')
  expect(rotated.body).toMatchObject({
    path: 'github-issues',
    verify: 'github',
    workspace: acme.slug,
    url: `/v1/hooks/${acme.slug}/github-issues`,
  })
  expect(rotated.body.secret).not.toBe(old)
  expect((await fromGitHub('{}')).status).toBe(401)
  secrets['github-issues'] = rotated.body.secret
  expect((await fromGitHub('{}')).status).toBe(202)
  expect((await acme.call('GET', '/v1/webhooks/github-issues/secret')).body.secret).toBe(rotated.body.secret)
  const events = (await acme.call('GET', '/v1/events?type=webhook.secret_rotated')).body.items
  expect(events).toHaveLength(4)
  expect(JSON.stringify(events)).not.toContain(rotated.body.secret)
})

it('two playbooks that want one path verified in different ways are not deployed, and it is said where', async () => {
  const listening = (id: string, verify: string) => ({
    id,
    triggers: [{ kind: 'webhook', path: 'shared', verify, body: null, if: null }],
  })
  await expect(deploy(api, acme, [listening('one', 'github'), listening('two', 'none')])).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('verified as github in one and as none in two'),
    fields: [{ path: 'playbooks.1.triggers.0.verify', expected: 'github, as in one', code: 'webhook_conflict' }],
  })
  expect((await acme.call('GET', '/v1/webhooks')).body.items.map(({ path }: Json) => path)).not.toContain('shared')
  await deploy(api, acme, [listening('one', 'github'), listening('two', 'github')])
})

it('twenty who ask for a secret that was not made yet get the same', async () => {
  await deploy(api, acme, [
    { id: 'fresh', triggers: [{ kind: 'webhook', path: 'fresh', verify: 'github', body: null, if: null }] },
  ])
  const ask = () => acme.call('GET', '/v1/webhooks/fresh/secret')
  const answers = await Promise.all(Array.from({ length: 20 }, ask))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(answers.map(({ body }) => body.secret)).size).toBe(1)
})

it('who may not manage automations gets no secret', async () => {
  const contributor = await api.caller(acme, { role: 'CONTRIBUTOR' })
  expect((await contributor.call('GET', '/v1/webhooks/github-issues/secret')).status).toBe(403)
  expect((await contributor.call('POST', '/v1/webhooks/github-issues/rotate-secret')).status).toBe(403)
  expect((await contributor.call('GET', '/v1/webhooks')).body.items.map((webhook: Json) => webhook.path)).toEqual([
    'billing/stripe',
    'fresh',
    'github-issues',
    'open',
    'shared',
  ])
})
