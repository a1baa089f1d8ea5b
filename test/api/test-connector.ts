// A service that says what it is asked to: by the token that it is given.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Connector, type Item, ProviderError, type Session, type SessionOptions } from '@orchestrator/integrations'
import * as z from 'zod'
import { testActions } from './test-actions.ts'

/** What was asked of it, for tests that look. */
export const asked: { method: string; token: string; settings: unknown }[] = []

const fields = [
  { key: 'title', name: 'Title', type: 'text' as const },
  {
    ...{ key: 'state', name: 'State', type: 'option' as const },
    options: ['open', 'closed'].map((value) => ({ value, name: value })),
  },
  { key: 'number', name: 'Number', type: 'number' as const, readOnly: true },
  { key: 'owner', name: 'Owner', type: 'user' as const },
]

const boxes = [1, 2, 3].map((n) => ({ id: `box-${n}`, key: `acme/box-${n}`, name: `Box ${n}`, url: null }))

const itemOf = (containerId: string, type: string, owner: string): Item => ({
  ...{ type, id: `of-${owner}`, key: null, url: null, containerId, on: null, author: null, marker: null },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z', version: null },
  fields: { title: `of ${owner}`, owner },
})

/** Tokens that it refuses, each in its way. */
const refusals: Readonly<Record<string, () => ProviderError>> = {
  revoked: () => new ProviderError('testing', 'unauthorized', 'the token is revoked', { status: 401 }),
  limited: () => new ProviderError('testing', 'rate_limited', 'not so fast', { status: 429, retryAfterMs: 6_500 }),
  forbidden: () => new ProviderError('testing', 'forbidden', 'not with this token', { status: 403 }),
  away: () => new ProviderError('testing', 'unavailable', 'no answer from the service'),
  odd: () => new ProviderError('testing', 'malformed', 'it answered what is not documented'),
}

/** Access tokens that are good; others that come over OAuth are not. */
export const goodTokens = new Set<string>()

function session({ credentials, settings }: SessionOptions): Session {
  const token = credentials['token'] ?? credentials['accessToken'] ?? ''
  const ask = async <T>(method: string, answer: () => T): Promise<T> => {
    asked.push({ method, token, settings })
    const refusal = refusals[token]
    if (refusal) throw refusal()
    if (credentials['accessToken'] && !goodTokens.has(token)) throw refusals['revoked']?.()
    return answer()
  }
  const none = () => Promise.reject(new ProviderError('testing', 'invalid', 'it is for tests of the API'))
  return {
    check: () =>
      ask('check', () => ({
        id: token === 'other-account' ? 'u2' : 'u1',
        name: 'acme',
        url: null,
        scopes: ['read'],
        missing: ['write: to change things'],
      })),
    containers: ({ search = '', cursor }) =>
      ask('containers', () => {
        const found = boxes.filter(({ key }) => key.includes(search))
        const at = Number(cursor ?? 0)
        return { containers: found.slice(at, at + 2), cursor: at + 2 < found.length ? String(at + 2) : null }
      }),
    users: (containerId) => ask('users', () => [{ id: 'u1', name: `ann of ${containerId}`, email: 'ann@acme.test' }]),
    pull: ({ containerId, type }) =>
      ask('pull', () => ({
        items: ['u1', 'u2'].map((owner) => itemOf(containerId, type, owner)),
        ...{ gone: [], unreadable: [], cursor: null, more: false },
      })),
    count: () => ask('count', () => 2),
    fields: () => ask('fields', () => fields),
    ...{ get: none, create: none, update: none, remove: none, search: none },
  }
}

export const testConnector: Connector = {
  ...{
    id: 'testing',
    name: 'Testing',
    description: 'a service of the tests',
    containerName: 'box',
    actions: testActions,
  },
  auth: [
    {
      ...{ kind: 'token', name: 'Token', help: 'any', secretFields: ['token'] },
      credentials: z.strictObject({ token: z.string().min(3) }),
    },
    {
      ...{ kind: 'oauth2', name: 'OAuth', help: 'in the browser', scopes: ['read', 'write'], pkce: true },
      authorizationEndpoint: ({ baseUrl }) => `${baseUrl}/authorize`,
      tokenEndpoint: ({ baseUrl }) => `${baseUrl}/token`,
      revocationEndpoint: ({ baseUrl }) => `${baseUrl}/revoke`,
      issuer: ({ baseUrl }) => String(baseUrl),
    },
  ],
  settings: z.strictObject({ baseUrl: z.url().nullable().default(null) }),
  itemTypes: [
    {
      ...{ type: 'issue', name: 'Issue', entity: 'task', fields, removes: true, restores: false },
      defaults: [
        { theirs: 'title', ours: 'title' },
        {
          ...{ theirs: 'state', ours: 'status' },
          values: [
            { theirs: 'open', ours: 'unstarted' },
            { theirs: 'closed', ours: 'completed' },
          ],
        },
        { theirs: 'number', ours: 'estimatePoints' },
        { theirs: 'not there', ours: 'description' },
      ],
    },
  ],
  limits: { requests: { perSecond: 100, burst: 100 }, writes: { perSecond: 100, burst: 100 }, atOnce: 4 },
  webhooks: {
    events: [{ type: 'testing.issue.opened', summary: 'an issue was opened' }],
    clientSigns: true,
    verify({ headers, body }, secret) {
      const [given, right] = [headers['x-test-signature'] ?? '', signTest(secret, body)]
      return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right))
    },
    answer({ headers }) {
      const challenge = headers['x-test-challenge']
      return challenge === undefined
        ? null
        : { status: 200, headers: { 'content-type': 'text/plain' }, body: challenge }
    },
    parse({ body }) {
      const told = JSON.parse(Buffer.from(body).toString()) as { id: string }
      return { id: told.id, actorId: null, hints: [], events: [] }
    },
    ...{ subscribe: null, renew: null, unsubscribe: null },
    manual: 'Set it in the settings of the box.',
  },
  open: session,
}

export const signTest = (secret: string, body: Uint8Array | string): string =>
  createHmac('sha256', secret).update(body).digest('hex')
