import { createRequire } from 'node:module'
import { sign } from '@octokit/webhooks-methods'
import { github } from '../connectors/github/index.ts'
import { issueRef, numberOf } from '../connectors/github/items.ts'
import { withMarker, withoutMarker } from '../connectors/github/marker.ts'
import { startFaultProxy } from './fault-proxy.ts'
import { type GitHubEmulator, startGitHubEmulator } from './github-emulator.ts'
import type { Stage } from './stage.ts'

export const githubTokens = {
  ours: '0f1e2d3c4b5a69788796a5b4c3d2e1f000112233',
  theirs: 'ghp_theirs_0123456789',
  stranger: 'ghp_stranger_0123456789',
}

export interface GitHubStage extends Stage {
  readonly emulator: GitHubEmulator
}

export async function openGitHubStage(): Promise<GitHubStage> {
  const emulator = await startGitHubEmulator({
    tokens: Object.values(githubTokens),
    repositories: ['acme-dev/shop', 'acme-dev/second', 'stranger/secret'],
    seed: {
      tokens: {
        [githubTokens.ours]: { login: 'acme-dev' },
        [githubTokens.theirs]: { login: 'somebody' },
        [githubTokens.stranger]: { login: 'stranger' },
      },
      github: {
        users: [{ login: 'acme-dev' }, { login: 'somebody' }, { login: 'stranger' }],
        repos: [
          { owner: 'acme-dev', name: 'shop' },
          { owner: 'acme-dev', name: 'second' },
          { owner: 'stranger', name: 'secret', private: true },
        ],
        apps: [
          {
            ...{ app_id: 4711, slug: 'orchestrator-app', name: 'Orchestrator' },
            permissions: { issues: 'write', pull_requests: 'write', contents: 'write', metadata: 'read' },
            installations: [{ installation_id: 100, account: 'acme-dev' }],
          },
        ],
      },
    },
  })
  const proxy = await startFaultProxy(emulator.url)
  const containerId = emulator.repositories['acme-dev/shop'] ?? ''
  const ask = (method: string, path: string, body?: unknown) =>
    emulator.ask(githubTokens.ours, method, `/repos/acme-dev/shop${path}`, body)
  const credentials = { token: githubTokens.ours }
  return {
    connector: github,
    emulator,
    proxy,
    containerId,
    credentials,
    revoked: { token: 'ghp_revoked_0123456789' },
    open: (given = credentials) =>
      github.open({
        credentials: given,
        settings: { baseUrl: proxy.url },
        policy: { allowPrivateHosts: [proxy.host] },
      }),
    provider: {
      async create(title, body) {
        const { body: made } = await ask('POST', '/issues', { title, body })
        return issueRef(containerId, (made as { number: number }).number)
      },
      async edit(ref, { title, body }) {
        const { body: now } = await ask('GET', `/issues/${numberOf(ref)}`)
        // Who edits a text on its pages edits it with what is hidden in it.
        const { marker } = withoutMarker((now as { body: string | null }).body)
        await ask('PATCH', `/issues/${numberOf(ref)}`, {
          ...(title !== undefined && { title }),
          ...(body !== undefined && { body: withMarker(body, marker) }),
        })
      },
      async remove(ref) {
        emulator.deleteIssue(containerId, numberOf(ref))
        return true
      },
      async count(title) {
        let found = 0
        for (let page = 1; ; page++) {
          const { body } = await ask('GET', `/issues?state=all&per_page=100&page=${page}`)
          const list = body as { title: string }[]
          found += list.filter((one) => one.title === title).length
          if (list.length < 100) return found
        }
      },
    },
    task: { type: 'issue', title: 'title', body: 'description', labels: 'labels' },
    comment: { type: 'comment', body: 'body' },
    outOfReach: {
      ref: issueRef(emulator.repositories['stranger/secret'] ?? '', 1),
      containerId: emulator.repositories['stranger/secret'] ?? '',
    },
    rateLimits: [
      {
        name: 'the hour is used up',
        retryAfterMs: 90_000,
        get fault() {
          const reset = Math.ceil(Date.now() / 1_000) + 90
          return {
            kind: 'answer' as const,
            status: 403,
            headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
            body: JSON.stringify({ message: 'API rate limit exceeded for user ID 1.' }),
          }
        },
      },
      {
        name: 'secondary, with Retry-After',
        retryAfterMs: 17_000,
        fault: {
          kind: 'answer',
          status: 403,
          headers: { 'retry-after': '17', 'x-ratelimit-remaining': '4000' },
          body: JSON.stringify({ message: 'You have exceeded a secondary rate limit.' }),
        },
      },
      {
        name: 'secondary, without a header',
        retryAfterMs: 60_000,
        fault: {
          kind: 'answer',
          status: 403,
          body: JSON.stringify({
            message: 'You have triggered an abuse detection mechanism.',
            documentation_url:
              'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
          }),
        },
      },
      {
        name: '429',
        retryAfterMs: 5_000,
        fault: { kind: 'answer', status: 429, headers: { 'retry-after': '5' }, body: '{}' },
      },
    ],
    delivery: await delivery(),
    freezeClock: emulator.freezeClock,
    async close() {
      await proxy.close()
      await emulator.close()
    },
  }
}

async function delivery(): Promise<NonNullable<Stage['delivery']>> {
  const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as {
    name: string
    examples: { action?: string }[]
  }[]
  const opened = examples.find(({ name }) => name === 'issues')?.examples.find(({ action }) => action === 'opened')
  const body = JSON.stringify(opened)
  const secret = 'a secret of the connection'
  return {
    secret,
    signature: 'x-hub-signature-256',
    request: {
      body: new TextEncoder().encode(body),
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'issues',
        'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        'x-hub-signature-256': await sign(secret, body),
      },
    },
  }
}
