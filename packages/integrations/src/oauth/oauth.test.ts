import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { authorizationAddress, newVerifier, takeGrant } from './authorize.ts'
import { readOAuthClients } from './read-clients.ts'
import { oauthRefresh, revokeTokens } from './refresh.ts'
import type { OAuthServer } from './server.ts'

const redirectUri = 'https://app.example/v1/oauth/callback'
const secret = 'our-client-secret'
let server: OAuth2Server
let of: OAuthServer
/** What the server is to answer, and what it was asked. */
let answer: (body: Record<string, unknown>) => { status: number; body: unknown } | null
let asked: Record<string, string>[]

beforeAll(async () => {
  server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  const url = `http://127.0.0.1:${server.address().port}`
  of = {
    provider: 'mock',
    client: { clientId: 'ours', clientSecret: secret },
    settings: { baseUrl: url },
    policy: { allowPrivateHosts: ['127.0.0.1'] },
    method: {
      ...{ kind: 'oauth2', name: 'Mock', help: '', scopes: ['read', 'write'], pkce: true },
      authorizationEndpoint: ({ baseUrl }) => `${baseUrl}/authorize?audience=api`,
      tokenEndpoint: ({ baseUrl }) => `${baseUrl}/token`,
      revocationEndpoint: ({ baseUrl }) => `${baseUrl}/revoke`,
      issuer: () => server.issuer.url ?? '',
      parameters: { prompt: 'consent' },
    },
  }
  server.service.on('beforeResponse', (response, { body }) => {
    asked.push(body)
    const other = answer(body)
    if (other) Object.assign(response, { statusCode: other.status, body: other.body })
  })
})
afterAll(() => server?.stop())
beforeEach(() => {
  asked = []
  answer = () => null
})

/** As a person's browser: goes to the address, and is sent back. */
async function allow(verifier: string, state = 'state'): Promise<URLSearchParams> {
  const address = await authorizationAddress(of, { redirectUri, state, verifier })
  const response = await fetch(address, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '').searchParams
}

test('a person allows it, and the grant is taken once with its proof', async () => {
  const verifier = newVerifier()
  const address = new URL(await authorizationAddress(of, { redirectUri, state: 's', verifier }))
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    ...{ audience: 'api', prompt: 'consent', client_id: 'ours', scope: 'read write', state: 's' },
    ...{ code_challenge_method: 'S256', response_type: 'code', redirect_uri: redirectUri },
  })
  expect(address.href).not.toContain(verifier)
  const parameters = await allow(verifier)
  const grant = await takeGrant(of, { parameters, redirectUri, state: 'state', verifier })
  expect(grant.credentials).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) })
  expect(Date.parse(grant.credentials['expiresAt'] ?? '')).toBeGreaterThan(Date.now())
  expect(asked).toMatchObject([{ client_id: 'ours', client_secret: secret, code_verifier: verifier }])
  await expect(takeGrant(of, { parameters, redirectUri, state: 'state', verifier })).rejects.toMatchObject({
    name: 'ProviderError',
  })
})

test('what was sent back for somebody else is refused before anything is asked', async () => {
  const verifier = newVerifier()
  const parameters = await allow(verifier)
  const wrong = takeGrant(of, { parameters, redirectUri, state: 'other', verifier })
  await expect(wrong).rejects.toMatchObject({ kind: 'malformed' })
  const foreign = new URLSearchParams({ ...Object.fromEntries(parameters), iss: 'https://evil.example' })
  await expect(takeGrant(of, { parameters: foreign, redirectUri, state: 'state', verifier })).rejects.toThrow()
  expect(asked).toEqual([])
  const denied = new URLSearchParams({ error: 'access_denied', error_description: 'not today', state: 'state' })
  await expect(takeGrant(of, { parameters: denied, redirectUri, state: 'state', verifier })).rejects.toMatchObject({
    kind: 'unauthorized',
    message: 'the service refused it: not today (access_denied)',
  })
})

test('a refresh that names no new refresh token leaves the old one', async () => {
  const { refresh } = oauthRefresh(of)
  answer = () => ({ status: 200, body: { access_token: 'next', token_type: 'bearer' } })
  expect(await refresh({ accessToken: 'a', refreshToken: 'r' })).toEqual({ accessToken: 'next', expiresAt: null })
  expect(asked).toMatchObject([{ grant_type: 'refresh_token', refresh_token: 'r' }])
})

test.each([
  ['a refresh token that was used', 400, { error: 'invalid_grant', error_description: 'it was used' }, 'unauthorized'],
  ['a refusal with 403', 403, { error: 'unauthorized_client' }, 'unauthorized'],
  ['a refusal with 200', 200, { error: 'bad_refresh_token' }, 'unauthorized'],
  ['a service in trouble', 503, { error: 'temporarily_unavailable' }, 'unavailable'],
  ['a service in trouble without words', 500, 'oops', 'unavailable'],
  ['a limit', 429, { error: 'slow_down' }, 'rate_limited'],
  ['no token', 200, { token_type: 'bearer' }, 'malformed'],
  ['a type of token that is not known', 200, { access_token: 'x', token_type: 'mac' }, 'malformed'],
])('%s', async (_, status, body, kind) => {
  const { refresh, refused } = oauthRefresh(of)
  answer = () => ({ status, body })
  const error = await refresh({ accessToken: 'a', refreshToken: 'very-secret-token' }).catch(
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'ProviderError', provider: 'mock', kind })
  expect(refused(error) !== null).toBe(kind === 'unauthorized')
  const { message, stack, cause } = error as Error
  expect(`${message} ${stack} ${JSON.stringify(cause)}`).not.toMatch(/very-secret|our-client-secret/)
})

test('tokens are given back where the service takes them', async () => {
  const revoked: string[] = []
  server.service.on('beforeRevoke', () => revoked.push('one'))
  expect(await revokeTokens(of, { accessToken: 'a', refreshToken: 'r' })).toBe(true)
  expect(revoked).toHaveLength(2)
  const { revocationEndpoint: _, ...method } = of.method
  expect(await revokeTokens({ ...of, method }, { accessToken: 'a' })).toBe(false)
})

test('a server on a network of ours is asked only when the operator named it', async () => {
  const { policy: _, ...unnamed } = of
  const { refresh, refused } = oauthRefresh(unnamed)
  const error = await refresh({ refreshToken: 'r' }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'ProviderError' })
  expect([asked, refused(error)]).toEqual([[], null])
})

test('a service that is away is no refusal', async () => {
  const away: Server = createServer((request) => request.socket.destroy())
  await new Promise<void>((resolve) => away.listen(0, '127.0.0.1', resolve))
  const { port } = away.address() as AddressInfo
  const { refresh, refused } = oauthRefresh({ ...of, settings: { baseUrl: `http://127.0.0.1:${port}` } })
  const error = await refresh({ refreshToken: 'r' }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'unavailable' })
  expect(refused(error)).toBeNull()
  away.close()
})

test('the operator’s clients are read from the environment, whole ones alone', () => {
  const read = readOAuthClients({
    ORCHESTRATOR_OAUTH_GITHUB_CLIENT_ID: 'id',
    ORCHESTRATOR_OAUTH_GITHUB_CLIENT_SECRET: 'secret',
    ORCHESTRATOR_OAUTH_JIRA_CLIENT_ID: 'half',
  })
  expect(read).toEqual({ github: { clientId: 'id', clientSecret: 'secret' } })
})
