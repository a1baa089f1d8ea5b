import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Item } from '../../connector/item.ts'
import type { SeenRequest } from '../../testing/fault-proxy.ts'
import { type GitHubStage, githubTokens, openGitHubStage } from '../../testing/github-stage.ts'
import { github } from './index.ts'

let stage: GitHubStage
beforeAll(async () => {
  stage = await openGitHubStage()
})
afterEach(() => {
  stage.proxy.clear()
  stage.emulator.tellParents(true)
})
afterAll(() => stage.close())

const create = (fields: Item['fields']) =>
  stage.open().create({ containerId: stage.containerId, type: 'issue', on: null, fields, marker: randomUUID() })
const update = (item: Item, fields: Item['fields']) => stage.open().update(item, stage.containerId, fields)
const ask = (method: string, path: string, body?: unknown) =>
  stage.emulator.ask(githubTokens.ours, method, `/repos/acme-dev/shop${path}`, body)

it('writes and reads the state with its reason', async () => {
  const item = await create({ title: 'states', state: 'closed:not_planned' })
  expect(item.fields['state']).toBe('closed:not_planned')
  for (const state of ['open', 'closed:completed', 'closed:not_planned', 'closed:duplicate', 'open']) {
    expect((await update(item, { state })).fields['state']).toBe(state)
    expect((await stage.open().get(item, stage.containerId))?.fields['state']).toBe(state)
  }
  await expect(update(item, { state: 'closed:whatever' })).rejects.toMatchObject({
    kind: 'invalid',
    fields: [{ field: 'state' }],
  })
})

it('assignees are people’s ids, milestones and labels their names, and all can be emptied', async () => {
  const people = await stage.open().users(stage.containerId)
  const somebody = people.find(({ name }) => name === 'somebody')?.id ?? ''
  await ask('POST', '/milestones', { title: 'First' })
  const milestone = 'First'
  // A session that has not asked for the people.
  const item = await create({ title: 'people', assignees: [somebody], labels: ['b', 'a'], milestone })
  expect(item.fields).toMatchObject({ assignees: [somebody], labels: ['a', 'b'], milestone })
  const fields = await stage.open().fields(stage.containerId, 'issue')
  expect(fields.find(({ key }) => key === 'milestone')?.options).toContainEqual({ value: milestone, name: milestone })
  expect(fields.find(({ key }) => key === 'labels')?.options).toContainEqual({ value: 'a', name: 'a' })
  const emptied = await update(item, { assignees: null, labels: [], milestone: null })
  expect(emptied.fields).toMatchObject({ assignees: [], labels: [], milestone: null })
  // One that is not there yet is made, once.
  await update(item, { milestone: 'Second' })
  expect((await update(item, { milestone: 'second' })).fields['milestone']).toBe('Second')
  const { body } = await ask('GET', '/milestones')
  expect((body as { title: string }[]).filter(({ title }) => /second/i.test(title))).toHaveLength(1)
})

it('to labels and assignees is added and taken away: what others did to them since stays', async () => {
  const people = await stage.open().users(stage.containerId)
  const [ours, somebody] = ['acme-dev', 'somebody'].map((name) => people.find((one) => one.name === name)?.id ?? '')
  const item = await create({ title: 'lists', labels: ['a', 'b'], assignees: [ours ?? ''] })
  const path = `/issues/${item.id.split('/').at(-1)}`
  await ask('POST', `${path}/labels`, { labels: ['theirs'] })
  await ask('DELETE', `${path}/labels/a`)
  const fields = { title: 'renamed', labels: ['a', 'Ours/odd name'], assignees: [somebody ?? ''] }
  const written = await stage.open().update(item, stage.containerId, fields, item.fields)
  expect(written.fields).toMatchObject({ title: 'renamed', assignees: [somebody] })
  expect([...(written.fields['labels'] as string[])].sort()).toEqual(['Ours/odd name', 'theirs'])
})

it('an item that is not as documented keeps none of its page', async () => {
  const made = [await create({ title: 'odd one' }), await create({ title: 'after it' })]
  const raw = await Promise.all(made.map(({ id }) => ask('GET', `/issues/${id.split('/').at(-1)}`)))
  const [odd, after] = raw.map(({ body }) => body as Record<string, unknown>)
  const list = [{ ...odd, state: 'half open', updated_at: '2026-01-01T00:00:00Z' }, after]
  stage.proxy.plan({ kind: 'answer', status: 200, body: JSON.stringify(list) })
  const page = await stage.open().pull({ containerId: stage.containerId, type: 'issue', cursor: null })
  expect(page.unreadable).toMatchObject([{ type: 'issue', id: made[0]?.id, title: 'odd one', url: odd?.['html_url'] }])
  expect(page.items.map(({ id }) => id)).toEqual([made[1]?.id])
})

it.each([true, false])('a parent is set, changed and taken away, told by the answers: %s', async (told) => {
  stage.emulator.tellParents(told)
  const [first, second] = [await create({ title: 'parent 1' }), await create({ title: 'parent 2' })]
  const child = await create({ title: 'child', parent: first.id })
  expect(child.fields['parent']).toBe(first.id)
  for (const parent of [second.id, null]) {
    expect((await update(child, { parent })).fields['parent']).toBe(parent)
    expect((await stage.open().get(child, stage.containerId))?.fields['parent']).toBe(parent)
  }
  await expect(update(child, { parent: '999/1' })).rejects.toMatchObject({
    kind: 'invalid',
    fields: [{ field: 'parent' }],
  })
  stage.proxy.clear()
  await update(child, { parent: null })
  expect(stage.proxy.requests.map(({ method }) => method)).toEqual(told ? ['GET'] : ['GET', 'GET'])
})

it('what was made, but not written to its end, is ambiguous: who asks again finds it', async () => {
  const marker = randomUUID()
  const since = new Date(Date.now() - 60_000).toISOString()
  stage.proxy.plan({ kind: 'answer', status: 503, body: '{}' }, { when: ({ method }) => method === 'PATCH' })
  const draft = { containerId: stage.containerId, type: 'issue', on: null, marker }
  const tried = stage.open().create({ ...draft, fields: { title: 'closed at once', state: 'closed:completed' } })
  await expect(tried).rejects.toMatchObject({ kind: 'ambiguous' })
  expect(await stage.open().search({ ...draft, since })).toMatchObject({ fields: { title: 'closed at once' } })
})

it('a long title is cut, a text that is too long is refused with its field', async () => {
  const item = await create({ title: '漢'.repeat(400) })
  expect(item.fields['title']).toHaveLength(256)
  await expect(update(item, { description: 'x'.repeat(70_000) })).rejects.toMatchObject({
    kind: 'invalid',
    fields: [{ field: 'description' }],
  })
  await expect(update(item, { title: ' ' })).rejects.toMatchObject({ kind: 'invalid', fields: [{ field: 'title' }] })
  await expect(update(item, { nonsense: 1 })).rejects.toMatchObject({
    kind: 'invalid',
    fields: [{ field: 'nonsense' }],
  })
})

it('pull requests are no issues, and comments on them no comments', async () => {
  const issue = {
    ...{ id: 1, number: 1, title: 'pull', state: 'open', labels: [] },
    ...{ html_url: 'https://github.com/a/b/pull/1', repository_url: 'https://api.github.com/repos/a/b' },
    ...{ created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', pull_request: { url: 'x' } },
  }
  const pull = (type: string) => stage.open().pull({ containerId: stage.containerId, type, cursor: null })
  stage.proxy.plan({
    kind: 'answer',
    status: 200,
    body: JSON.stringify([issue, { ...issue, number: 2, pull_request: undefined }]),
  })
  expect((await pull('issue')).items.map(({ id }) => id)).toEqual([`${stage.containerId}/2`])
  const comment = {
    ...{ id: 5, body: 'x', created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' },
    ...{
      html_url: 'https://github.com/a/b/pull/1#issuecomment-5',
      issue_url: 'https://api.github.com/repos/a/b/issues/1',
    },
  }
  stage.proxy.plan({ kind: 'answer', status: 200, body: JSON.stringify([comment]) })
  expect((await pull('comment')).items).toEqual([])
})

it('what may have been made is looked for among what was made since, and not for ever', async () => {
  const { containerId } = stage
  const { id } = await create({ title: 'some issue' })
  const { body } = await ask('GET', `/issues/${id.split('/').at(-1)}`)
  const page = (createdAt: string, times: number) =>
    stage.proxy.plan(
      {
        ...{ kind: 'answer', status: 200, body: JSON.stringify([{ ...(body as object), created_at: createdAt }]) },
        headers: { link: '<https://api.github.com/x?page=2>; rel="next"' },
      },
      { times },
    )
  const search = () =>
    stage.open().search({ containerId, type: 'issue', on: null, marker: randomUUID(), since: '2026-01-02T00:00:00Z' })
  stage.proxy.clear()
  page('2026-01-01T00:00:00Z', 1)
  expect(await search()).toBeNull()
  expect(stage.proxy.requests).toHaveLength(1)
  stage.proxy.clear()
  page('2026-01-03T00:00:00Z', 100)
  await expect(search()).rejects.toMatchObject({ kind: 'unavailable' })
  expect(stage.proxy.requests).toHaveLength(30)
})

it('an issue of another repository is refused, whatever its number is in this one', async () => {
  const second = stage.emulator.repositories['acme-dev/second'] ?? ''
  const { id } = await create({ title: 'of this one' })
  const ref = { type: 'issue', id: `${second}/${id.split('/').at(-1)}` }
  const session = stage.open()
  const { containerId } = stage
  const draft = { containerId, type: 'comment', on: ref, marker: randomUUID() }
  stage.proxy.clear()
  for (const asked of [
    session.create({ ...draft, fields: { body: 'for the other alone' } }),
    session.search({ ...draft, since: '2026-01-01T00:00:00Z' }),
    session.update(ref, containerId, { title: 'of the other' }),
    session.get(ref, containerId),
    session.remove(ref, containerId),
  ])
    await expect(asked).rejects.toMatchObject({ kind: 'invalid', fields: [{ field: 'id' }] })
  expect(stage.proxy.requests).toEqual([])
})

it('nothing is taken for gone while its repository cannot be seen, or has its issues switched off', async () => {
  const { id } = await create({ title: 'hidden' })
  const get = () => stage.open().get({ type: 'issue', id }, stage.containerId)
  const gone = (status: number, body: object = { message: 'Not Found' }) =>
    ({ kind: 'answer', status, body: JSON.stringify(body) }) as const
  const repository = { id: 1, full_name: 'a/b', name: 'b', html_url: 'https://github.com/a/b' }
  stage.proxy.plan(gone(404), { times: 2 })
  await expect(get()).rejects.toMatchObject({ kind: 'forbidden' })
  stage.proxy.plan(gone(410))
  stage.proxy.plan(gone(200, { ...repository, has_issues: false }))
  await expect(get()).rejects.toMatchObject({ kind: 'forbidden' })
  stage.proxy.plan(gone(404))
  expect(await get()).toBeNull()
  // Transferred: it is another one in another repository.
  stage.proxy.plan(gone(301, { message: 'Moved Permanently' }))
  expect(await get()).toBeNull()
  expect(await get()).not.toBeNull()
})

it('what is refused says of what', async () => {
  const made = await create({ title: 'named' })
  const no = (status: number) => ({ kind: 'answer', status, body: JSON.stringify({ message: 'No' }) }) as const
  const write = () => stage.open().update(made, stage.containerId, { labels: ['new'] }, { labels: [] })
  const isLabels = { when: ({ method, path }: SeenRequest) => method === 'POST' && path.endsWith('/labels') }
  const number = made.key?.split('#')[1]
  stage.proxy.plan(no(404), isLabels)
  const words = `Adding to the labels of issue #${number}: No`
  await expect(write()).rejects.toMatchObject({ kind: 'not_found', message: words })
  stage.proxy.plan(no(403), isLabels)
  await expect(write()).rejects.toMatchObject({ kind: 'forbidden', message: words })
  stage.proxy.plan(no(403))
  const users = stage.open().users(stage.containerId)
  await expect(users).rejects.toMatchObject({ message: 'The assignees of the repository: No' })
})

it('an App works with its installation’s token, and says what it may', async () => {
  const privateKey = stage.emulator.secrets.find(({ kind }) => kind === 'github.app_private_key')?.value ?? ''
  const credentials = { appId: '4711', installationId: '100', privateKey }
  const session = stage.open(credentials)
  const { containers } = await session.containers({ search: 'SHOP' })
  expect(containers).toEqual([expect.objectContaining({ id: stage.containerId, key: 'acme-dev/shop' })])
  const made = await session.create({
    ...{ containerId: stage.containerId, type: 'issue', on: null },
    ...{ fields: { title: 'by the App' }, marker: randomUUID() },
  })
  expect(made.author?.name).toBe('orchestrator-app[bot]')
  const account = await session.check()
  expect(account).toMatchObject({ id: made.author?.id, name: 'orchestrator-app[bot]' })
  expect(account.scopes).toContain('issues:write')
  expect(account.missing).toEqual([expect.stringContaining('repository_hooks')])

  const broken = stage.open({ ...credentials, privateKey: '-----BEGIN RSA PRIVATE KEY-----\nnot a key at all' })
  await expect(broken.check()).rejects.toMatchObject({ kind: 'unauthorized' })
  await expect(broken.containers({})).rejects.toMatchObject({ kind: 'unauthorized' })
})

it('asks nothing of places that the guard keeps it from', async () => {
  const session = github.open({ credentials: stage.credentials, settings: { baseUrl: stage.proxy.url } })
  await expect(session.check()).rejects.toMatchObject({ name: 'ProviderError', kind: 'invalid' })
  expect(stage.proxy.requests).toHaveLength(0)
})

it('shows no token of an installation, and nothing that is signed', async () => {
  const sent = ['ghs_abcDEF012345', 'github_pat_11AA_bb22', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2lnbmF0dXJl']
  stage.proxy.plan({ kind: 'answer', status: 422, body: JSON.stringify({ message: sent.join(' '), errors: sent }) })
  const error = await create({ title: 'x' }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'invalid', message: expect.stringContaining('… … …') })
  expect(JSON.stringify(error)).not.toMatch(/ghs_|github_pat_|eyJ/)
})

it('counts the issues of a repository', async () => {
  const containerId = stage.emulator.repositories['acme-dev/second'] ?? ''
  expect(await stage.open().count({ containerId, type: 'issue' })).toBe(0)
  for (let n = 0; n < 3; n++) {
    await stage.emulator.ask(githubTokens.ours, 'POST', '/repos/acme-dev/second/issues', { title: `n ${n}` })
  }
  expect(await stage.open().count({ containerId, type: 'issue' })).toBe(3)
})
