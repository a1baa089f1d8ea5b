import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PullRequest } from '../../../connector/code.ts'
import { type GitHubStage, githubTokens, openGitHubStage } from '../../../testing/github-stage.ts'

interface Json {
  [key: string]: unknown
}

const pulls = 103
let github: GitHubStage
let newest = 0
let sha = ''
const ask = async (path: string, body?: unknown, token = githubTokens.ours): Promise<Json> => {
  const method = body === undefined ? 'GET' : 'POST'
  const answer = await github.emulator.ask(token, method, `/repos/acme-dev/shop${path}`, body)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as Json
}

beforeAll(async () => {
  github = await openGitHubStage()
  const { object } = (await ask('/git/ref/heads/main')) as unknown as { object: { sha: string } }
  const { tree } = (await ask(`/git/commits/${object.sha}`)) as unknown as { tree: Json }
  const commit = await ask('/git/commits', { message: 'm', tree: tree['sha'], parents: [object.sha] })
  sha = String(commit['sha'])
  for (let n = 1; n <= pulls; n++) {
    await ask('/git/refs', { ref: `refs/heads/b-${n}`, sha })
    newest = Number((await ask('/pulls', { title: `p ${n}`, head: `b-${n}`, base: 'main' }))['number'])
  }
}, 60_000)
afterAll(() => github?.close())

test('all that are open are told, and all that changed since', async () => {
  const session = github.open()
  const repositoryId = github.containerId
  const open = (await session.pullRequests?.({ repositoryId, since: null })) ?? []
  expect(new Set(open.map(({ number }) => number)).size).toBe(pulls)
  const since = open.map(({ updatedAt }) => updatedAt).sort()[0] ?? ''
  expect(await session.pullRequests?.({ repositoryId, since })).toHaveLength(pulls)
  const later = new Date(Date.parse(open[0]?.updatedAt ?? '') + 60_000).toISOString()
  expect(await session.pullRequests?.({ repositoryId, since: later })).toEqual([])
})

test('its history is told page by page, each once, the first ones first, for a request a page', async () => {
  const session = github.open()
  const told: PullRequest[] = []
  const before = github.proxy.requests.length
  let cursor: unknown = null
  do {
    const page = await session.pullRequestHistory?.({ repositoryId: github.containerId, cursor })
    told.push(...(page?.pulls ?? []))
    cursor = page?.cursor ?? null
  } while (cursor !== null)
  const numbers = told.map(({ number }) => number)
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  expect(told).toHaveLength(pulls)
  expect(github.proxy.requests.length - before).toBe(2)
})

test('the newest of many reviews and of many checks count', async () => {
  const session = github.open()
  const look = () => session.pullRequest?.({ repositoryId: github.containerId, number: newest })
  for (let n = 0; n < 100; n++)
    await ask(`/pulls/${newest}/reviews`, { event: 'COMMENT', body: `${n}` }, githubTokens.theirs)
  for (let n = 0; n < 100; n++)
    await ask('/check-runs', { name: `ok ${n}`, head_sha: sha, status: 'completed', conclusion: 'success' })
  expect(await look()).toMatchObject({ review: null, checks: 'passing' })
  await ask(`/pulls/${newest}/reviews`, { event: 'REQUEST_CHANGES', body: 'no' }, githubTokens.theirs)
  await ask('/check-runs', { name: 'bad', head_sha: sha, status: 'completed', conclusion: 'failure' })
  expect(await look()).toMatchObject({ review: 'changes_requested', checks: 'failing' })
})
