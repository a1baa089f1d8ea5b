import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { isWrite } from '../../testing/fault-proxy.ts'
import { type GitHubStage, githubTokens, openGitHubStage } from '../../testing/github-stage.ts'
import { github } from './index.ts'

let stage: GitHubStage
beforeAll(async () => {
  stage = await openGitHubStage()
})
afterEach(() => void stage.proxy.clear())
afterAll(() => stage.close())

const repository = 'acme-dev/shop'
const run = async (name: string, input: unknown, key: string, retry = false) => {
  const action = github.actions[name]
  if (!action) throw new Error(`there is no action ${name}`)
  const output = await action.run(input as never, { session: stage.open(), key, retry })
  return action.output.parse(output) as Record<string, never>
}
/** Past the connector. */
const see = async (path: string) =>
  (await stage.emulator.ask(githubTokens.ours, 'GET', `/repos/${repository}${path}`)).body as never
const fileOn = async (branch: string, path: string) => {
  const { content } = (await see(`/contents/${path}?ref=${encodeURIComponent(branch)}`)) as { content?: string }
  return content === undefined ? null : Buffer.from(content, 'base64').toString()
}
const pulls = (branch: string) =>
  see(`/pulls?state=all&per_page=100&head=acme-dev:${branch}`) as Promise<
    { number: number; title: string; body: string }[]
  >
const files = (content: string) => [
  { path: 'src/deep/hello.ts', content },
  { path: 'logo.png', content: Buffer.from([1, 2, 3]).toString('base64'), encoding: 'base64' },
]

it('makes a branch with a commit and a pull request, and updates both when it is asked again', async () => {
  const input = {
    repository,
    title: 'Say hello',
    body: 'For #1',
    branch: 'feature/hello',
    files: files('export {}\n'),
    draft: true,
  }
  const first = await run('createPullRequest', input, 'step-1')
  expect(first).toMatchObject({ branch: 'feature/hello', created: true, draft: true })
  expect(await fileOn('feature/hello', 'src/deep/hello.ts')).toBe('export {}\n')
  expect(await fileOn('feature/hello', 'README.md')).toContain('shop')

  const again = await run('createPullRequest', input, 'step-1', true)
  expect(again).toEqual(first)

  const changed = {
    ...input,
    title: 'Say hello twice',
    files: [...files('export const a = 1\n'), { path: 'README.md', content: null }],
  }
  const second = await run('createPullRequest', changed, 'step-2')
  expect(second).toMatchObject({ number: first['number'], created: false })
  expect(second['sha']).not.toBe(first['sha'])
  expect(await fileOn('feature/hello', 'src/deep/hello.ts')).toBe('export const a = 1\n')
  expect(await fileOn('feature/hello', 'README.md')).toBeNull()
  // The file that is gone already is deleted again, and nothing is committed.
  expect((await run('createPullRequest', changed, 'step-2', true))['sha']).toBe(second['sha'])
  const all = await pulls('feature/hello')
  expect(all.map(({ title }) => title)).toEqual(['Say hello twice'])
})

it('one pull request and one commit, whichever answer is lost', async () => {
  const input = { repository, title: 'Lost answers', branch: 'lost', files: files('lost\n') }
  const writes = ['blobs', 'trees', 'commits', 'refs', 'pulls']
  for (const path of writes) {
    stage.proxy.plan({ kind: 'drop' }, { when: (seen) => isWrite(seen) && seen.path.endsWith(`/${path}`) })
    const tried = run('createPullRequest', input, 'lost', path !== 'blobs')
    await expect(tried).rejects.toMatchObject({ name: 'ProviderError', kind: 'ambiguous' })
  }
  const made = await run('createPullRequest', input, 'lost', true)
  expect(await pulls('lost')).toHaveLength(1)
  const commits = (await see('/commits?sha=lost')) as { commit: { message: string } }[]
  expect(commits.filter(({ commit }) => commit.message === 'Lost answers')).toHaveLength(1)
  expect(made).toMatchObject({ created: true })
})

it('two who make one of the same branch at once share it', async () => {
  const input = { repository, title: 'Raced', branch: 'raced', files: files('raced\n') }
  await run('createPullRequest', { ...input, title: 'Not this one', branch: 'raced-before' }, 'before')
  const both = await Promise.all([run('createPullRequest', input, 'a'), run('createPullRequest', input, 'b')])
  expect(both[0]?.['number']).toBe(both[1]?.['number'])
  expect(await pulls('raced')).toHaveLength(1)
})

it('merges once, asks reviewers, and does not make again what was merged since', async () => {
  const input = { repository, title: 'To be merged', branch: 'merged', files: files('merged\n') }
  const made = await run('createPullRequest', input, 'merge')
  const reviewers = await run(
    'requestReviewers',
    { repository, number: made['number'], reviewers: ['somebody'] },
    'ask',
  )
  expect(reviewers).toEqual({ reviewers: ['somebody'], teams: [] })
  const merged = await run('mergePullRequest', { repository, number: made['number'] }, 'm')
  expect(merged).toMatchObject({ merged: true })
  expect(await run('mergePullRequest', { repository, number: made['number'] }, 'm', true)).toEqual(merged)
  await stage.emulator.ask(githubTokens.ours, 'DELETE', `/repos/${repository}/git/refs/heads/merged`)
  expect((await run('createPullRequest', input, 'merge', true))['number']).toBe(made['number'])
  expect(await see('/git/ref/heads/merged')).toMatchObject({ message: 'Not Found' })
  expect(await pulls('merged')).toHaveLength(1)
})

it('issues, comments and labels are made once', async () => {
  stage.proxy.plan({ kind: 'drop' }, { when: isWrite })
  const issue = { repository: stage.containerId, title: 'By an action', body: 'text', labels: ['a', 'b:c'] }
  await expect(run('createIssue', issue, 'issue')).rejects.toMatchObject({ kind: 'ambiguous' })
  const { number } = await run('createIssue', issue, 'issue', true)
  expect(await stage.provider.count('By an action')).toBe(1)

  stage.proxy.plan({ kind: 'drop' }, { when: isWrite })
  const comment = { repository, number, body: 'a comment' }
  await expect(run('addComment', comment, 'comment')).rejects.toMatchObject({ kind: 'ambiguous' })
  await run('addComment', comment, 'comment', true)
  const comments = (await see(`/issues/${number}/comments`)) as { body: string }[]
  expect(comments.map(({ body }) => body.split('\n')[0])).toEqual(['a comment'])

  const labelled = await run('addLabels', { repository, number, labels: ['c', 'a'] }, 'label')
  expect([...(labelled['labels'] ?? [])].sort()).toEqual(['a', 'b:c', 'c'])
  expect(await run('closeIssue', { repository, number, reason: 'not_planned' }, 'close')).toMatchObject({
    state: 'closed',
  })
  expect(await see(`/issues/${number}`)).toMatchObject({ state: 'closed', state_reason: 'not_planned' })
})

it('starts a workflow at most once, and says so when it cannot know', async () => {
  const input = { repository, workflow: 'none.yml', ref: 'main' }
  await expect(run('dispatchWorkflow', input, 'w')).rejects.toMatchObject({ kind: 'not_found' })
  await expect(run('dispatchWorkflow', input, 'w', true)).rejects.toMatchObject({ kind: 'ambiguous' })
})

it('bad input is refused before anything is asked', async () => {
  stage.proxy.clear()
  for (const input of [
    { repository: '../evil', title: 'x' },
    { repository: 'acme-dev/..', title: 'x' },
    { repository, title: 'x', branch: 'a..b' },
    { repository, title: 'x', files: [{ path: '../etc/passwd', content: '' }] },
    { repository, title: '' },
  ]) {
    await expect(run('createPullRequest', input, 'bad')).rejects.toThrow()
  }
  expect(stage.proxy.requests).toHaveLength(0)
})

it('refuses files that no git host would take, before it asks for anything', async () => {
  const before = stage.proxy.requests.length
  const input = { repository, title: 'x', branch: 'refused' }
  for (const wrong of [
    [{ path: 'a/.GIT/hooks/x', content: '' }],
    [{ path: 'a', content: '$$$', encoding: 'base64' }],
    [
      { path: 'a', content: '1' },
      { path: 'a', content: '2' },
    ],
  ])
    await expect(run('createPullRequest', { ...input, files: wrong }, 'step-r')).rejects.toThrow()
  expect(stage.proxy.requests.length).toBe(before)
})
