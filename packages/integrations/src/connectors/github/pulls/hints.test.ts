import { createRequire } from 'node:module'
import { expect, it, test } from 'vitest'
import { webhooks } from '../webhooks.ts'

interface Checked {
  readonly head_sha: string
  readonly pull_requests: readonly { readonly number: number }[]
}
interface Example {
  readonly pull_request?: { readonly number: number }
  readonly check_run?: Checked
  readonly check_suite?: Checked
  readonly repository: { readonly id: number; readonly html_url: string }
  readonly sha?: string
  readonly ref?: string
  readonly ref_type?: string
  readonly deleted?: boolean
}
const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as { name: string; examples: Example[] }[]
const of = (name: string) => examples.find((one) => one.name === name)?.examples ?? []

const hintsOf = (event: string, payload: unknown) =>
  webhooks.parse({
    headers: { 'x-github-event': event, 'x-github-delivery': 'd-1', 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(payload)),
  }).code

it.each(['pull_request', 'pull_request_review'])('every example of %s is a pull request to look at', (event) => {
  expect(of(event).length).toBeGreaterThan(0)
  for (const payload of of(event))
    expect(hintsOf(event, payload)).toEqual([
      {
        ...{ kind: 'pull_request', repositoryId: String(payload.repository.id), afterMs: 0 },
        number: payload.pull_request?.number,
      },
    ])
})

it.each(['check_run', 'check_suite'])(
  'every example of %s names its pull requests, else its commit, and can wait',
  (event) => {
    for (const payload of of(event)) {
      const { pull_requests: pulls = [], head_sha: sha } = payload.check_run ?? payload.check_suite ?? {}
      const hints = hintsOf(event, payload) ?? []
      expect(hints).toMatchObject(
        pulls.length > 0 ? pulls.map(({ number }) => ({ number })) : [{ kind: 'checks', sha }],
      )
      expect(hints.every((hint) => 'afterMs' in hint && hint.afterMs > 0)).toBe(true)
    }
  },
)

it('every example of a status is a commit of which something was said', () => {
  expect(of('status').length).toBeGreaterThan(0)
  for (const payload of of('status'))
    expect(hintsOf('status', payload)).toEqual([
      { kind: 'checks', repositoryId: String(payload.repository.id), sha: payload.sha, afterMs: expect.any(Number) },
    ])
})

it.each(['push', 'create'])('every example of %s is a branch, unless it is a tag or was deleted', (event) => {
  expect(of(event).length).toBeGreaterThan(0)
  for (const payload of of(event)) {
    const isBranch = event === 'create' ? payload.ref_type === 'branch' : payload.ref?.startsWith('refs/heads/')
    const branch = payload.ref?.replace('refs/heads/', '')
    expect(hintsOf(event, payload)).toMatchObject(
      isBranch && !payload.deleted
        ? [{ kind: 'branch', branch, url: `${payload.repository.html_url}/tree/${branch}` }]
        : [],
    )
  }
})

test('commits with a closing word come along, so many at most', () => {
  const commits = Array.from({ length: 60 }, (_, n) => ({
    ...{ id: String(n), message: n % 2 ? 'Fixes SHOP-1' : 'SHOP-1' },
    ...{ url: `https://c.example/${n}`, timestamp: '2026-01-01T00:00:00Z' },
  }))
  const repository = { id: 7, full_name: 'acme/shop', html_url: 'https://github.test/acme/shop' }
  const hints = hintsOf('push', { repository, ref: 'refs/heads/a b', after: '1', commits }) ?? []
  expect(hints.map(({ kind }) => kind)).toEqual(['branch', ...Array(20).fill('commit')])
  expect(hints[0]).toMatchObject({ url: 'https://github.test/acme/shop/tree/a%20b' })
})
