// Connecting over OAuth: an authorization server that others wrote, our API, and a person’s browser between.
import { oauthRefresh, refreshFor } from '@orchestrator/integrations'
import { createStore, readCredentials, sealOAuthState, withFreshCredentials } from '@orchestrator/store'
import { OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'
import { asked, goodTokens, signTest, testConnector } from './test-connector.ts'

const httpPolicy = { allowPrivateHosts: ['127.0.0.1'] }
const oauthClients = { testing: { clientId: 'ours', clientSecret: 'client-secret' } }

let server: OAuth2Server
let baseUrl: string
let api: TestApi
let w: TestWorkspace
/** Of the server: refresh tokens that it would take, and what it was asked. */
let valid: Set<string>
let grants: Record<string, string>[]
let revoked: number
let lifetime: number

beforeAll(async () => {
  server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  baseUrl = server.issuer.url ?? ''
  const { port } = server.address()
  server.issuer.url = baseUrl = `http://127.0.0.1:${port}`
  // It takes each refresh token once, as Atlassian and Notion do.
  server.service.on('beforeResponse', (response, { body }) => {
    grants.push(body)
    if (body.grant_type === 'refresh_token' && !valid.delete(body.refresh_token))
      Object.assign(response, { statusCode: 400, body: { error: 'invalid_grant', error_description: 'it was used' } })
    else {
      const answer = response.body as { access_token: string; refresh_token: string; expires_in: number }
      answer.expires_in = lifetime
      answer.access_token = `access-${grants.length}-${Math.random()}`
      valid.add(answer.refresh_token)
      goodTokens.add(answer.access_token)
    }
  })
  server.service.on('beforeRevoke', () => revoked++)
  api = await startApi({ oauthClients, httpPolicy })
  w = await api.workspace()
})
afterAll(async () => {
  await api?.stop()
  await server?.stop()
})
beforeEach(() => {
  ;[valid, grants, revoked, lifetime] = [new Set(), [], 0, 3_600]
})

const begin = async (more: object = {}, of = w) =>
  of.call('POST', '/v1/connections/oauth', { provider: 'testing', settings: { baseUrl }, ...more })

/** As a person’s browser: goes to the service, allows it, and is sent back. */
async function allow(url: string): Promise<{ page: string; status: number; parameters: string }> {
  const response = await fetch(url, { redirect: 'manual' })
  const back = response.headers.get('location') ?? ''
  const answer = await fetch(back)
  return { page: await answer.text(), status: answer.status, parameters: new URL(back).searchParams.toString() }
}
const confirm = (parameters: string) =>
  fetch(`${api.url}/v1/oauth/callback`, { method: 'POST', body: new URLSearchParams({ parameters }) })

async function connect(more: object = {}): Promise<Json> {
  const { parameters } = await allow((await begin(more)).body.url)
  expect((await confirm(parameters)).status).toBe(200)
  return (await w.call('GET', '/v1/connections?sort=-createdAt&limit=1')).body.items[0]
}
const count = async () => (await w.call('GET', '/v1/connections?limit=200')).body.items.length

it('a person sees for whom it is, says yes, and it is connected', async () => {
  const { body } = await begin({ name: 'Shop' })
  expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now() + 9 * 60_000)
  expect(new URL(body.url).searchParams.get('redirect_uri')).toBe(`${api.url}/v1/oauth/callback`)
  const before = await count()
  const { page, status, parameters } = await allow(body.url)
  expect([status, await count(), grants]).toEqual([200, before, []])
  expect(page).toContain(w.slug)
  expect(page).toContain(`owner@${w.slug}.test`)
  const done = await confirm(parameters)
  expect(await done.text()).toContain('“Shop” is connected')
  const [made] = (await w.call('GET', '/v1/connections?sort=-createdAt&limit=1')).body.items
  expect(made).toMatchObject({
    name: 'Shop',
    auth: 'oauth2',
    ownerId: w.memberId,
    settings: { baseUrl },
    scopes: ['read'],
  })
  // Sent again, it connects no second one.
  expect(await (await confirm(parameters)).text()).toContain('“Shop” is connected')
  expect(await count()).toBe(before + 1)
})

it('without a client of this installation it is not offered', async () => {
  const bare = await startApi()
  const of = await bare.workspace()
  const answer = await begin({}, of)
  expect([answer.status, answer.body.code]).toEqual([409, 'invalid_state'])
  expect(answer.body.detail).toContain('ORCHESTRATOR_OAUTH_TESTING_CLIENT_ID')
  await bare.stop()
})

it('what is not ours, too old, or refused by the person connects nothing and says so', async () => {
  const before = await count()
  const { url } = (await begin()).body
  const { parameters } = await allow(url)
  const state = new URL(url).searchParams.get('state') ?? ''
  const page = async (given: Record<string, string>) => {
    const answer = await fetch(`${api.url}/v1/oauth/callback?${new URLSearchParams(given)}`)
    return [answer.status, (await answer.text()).includes('It is not connected')]
  }
  expect(await page({ code: 'x', state: `${state.slice(0, -2)}AA` })).toEqual([401, true])
  expect(await page({ code: 'x' })).toEqual([401, true])
  const old = { ...stateOf(), expiresAt: '2020-01-01T00:00:00.000Z' }
  expect(await page({ code: 'x', state: sealOAuthState(api.masterKey, old) })).toEqual([409, true])
  expect(await page({ state, error: 'access_denied', error_description: 'no <b>thanks</b>' })).toEqual([409, true])
  const other = new URLSearchParams(parameters)
  other.set('code', 'another')
  expect((await confirm(other.toString())).status).not.toBe(200)
  expect((await confirm('')).status).toBe(401)
  expect(await count()).toBe(before)
})

it('who lost the right meanwhile connects nothing', async () => {
  const manager = await api.caller(w, { role: 'MANAGER' })
  const { parameters } = await allow((await begin({}, manager)).body.url)
  await w.call('PATCH', `/v1/members/${manager.memberId}`, { role: 'VIEWER' })
  expect((await confirm(parameters)).status).toBe(403)
})

it('a token that expires is renewed by one of all that need it, in two processes', async () => {
  lifetime = 1
  const { id } = await connect()
  lifetime = 3_600
  grants = []
  const second = createStore({ databaseUrl: api.databaseUrl, masterKey: api.masterKey, role: 'app', connections: 10 })
  const refresh = refreshFor(testConnector, { baseUrl }, oauthClients, httpPolicy)
  const fresh = (store: typeof second) => withFreshCredentials(store, api.masterKey, w.workspaceId, id, refresh)
  const [answers, tests] = await Promise.all([
    Promise.all(Array.from({ length: 10 }, (_, n) => fresh(n % 2 ? second : api.store))),
    Promise.all([1, 2, 3].map(() => w.call('POST', `/v1/connections/${id}/test`))),
  ])
  expect(tests.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(new Set(answers.map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(grants.map(({ grant_type }) => grant_type)).toEqual(['refresh_token'])
  expect(await readCredentials(second, api.masterKey, w.workspaceId, id)).toEqual(answers[0])
  // Without the lock the second of two is refused: that is what this is for.
  const used = oauthRefresh({
    ...{ provider: 'testing', settings: { baseUrl }, client: oauthClients.testing, policy: httpPolicy },
    method: testConnector.auth[1] as never,
  })
  const both = await Promise.allSettled([1, 2].map(() => used.refresh(answers[0] ?? {})))
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await second.close()
})

it('a token that was withdrawn before its time is renewed when the service refuses it', async () => {
  const { id } = await connect()
  goodTokens.clear()
  grants = []
  expect((await w.call('POST', `/v1/connections/${id}/test`)).status).toBe(200)
  expect(grants.map(({ grant_type }) => grant_type)).toEqual(['refresh_token'])
  expect(asked.at(-1)?.token).not.toBe(asked.at(-2)?.token)
})

it('access that is not renewed any more waits for its owner, and is connected anew in the browser', async () => {
  lifetime = 1
  const { id } = await connect()
  valid.clear()
  const refused = await w.call('POST', `/v1/connections/${id}/test`)
  expect([refused.status, refused.body.code]).toEqual([409, 'provider_unauthorized'])
  const at = `/v1/connections/${id}`
  expect((await w.call('GET', at)).body).toMatchObject({ status: 'attention', trouble: { code: 'unauthorized' } })
  lifetime = 3_600
  const before = await count()
  const { body } = await begin({ connectionId: id, settings: undefined })
  await confirm((await allow(body.url)).parameters)
  expect([(await w.call('GET', at)).body, await count()]).toMatchObject([{ status: 'active', trouble: null }, before])
})

it('what is disconnected is given back', async () => {
  const { id } = await connect()
  const { body } = await w.call('POST', `/v1/connections/${id}/disconnect`)
  expect([body.stays.tokensRevoked, revoked]).toEqual([true, 2])
})

const stateOf = () => ({
  ...{ workspaceId: w.workspaceId, memberId: w.memberId, scopes: null, provider: 'testing', name: null },
  ...{
    settings: { baseUrl },
    verifier: 'v'.repeat(43),
    redirectUri: `${api.url}/v1/oauth/callback`,
    connectionId: null,
    allowOtherAccount: false,
  },
})

it('what a service sends to a connection over OAuth may be signed with the secret of the client, and to no other', async () => {
  const { id } = await connect()
  const credentials = { token: [...goodTokens][0] }
  const byToken = (await w.call('POST', '/v1/connections', { provider: 'testing', settings: { baseUrl }, credentials }))
    .body.id
  const own = (await w.call('GET', `/v1/connections/${id}/webhook`)).body.secret
  const { clientSecret } = oauthClients.testing
  const send = async (to: string, secret: string, delivery: string) => {
    const body = JSON.stringify({ id: delivery })
    const headers = { 'x-test-signature': signTest(secret, body) }
    return (await w.call('POST', `/v1/integrations/${to}/webhook`, body, headers)).status
  }
  expect([await send(id, own, 'a'), await send(id, clientSecret, 'b'), await send(id, 'guessed', 'c')]).toEqual([
    202, 202, 401,
  ])
  expect(await send(byToken, clientSecret, 'd')).toBe(401)
})
