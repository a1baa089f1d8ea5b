import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isWrite } from '../../testing/fault-proxy.ts'
import { type JiraStage, openJiraStage } from '../../testing/jira-stage.ts'

let stage: JiraStage
beforeAll(async () => {
  stage = await openJiraStage()
}, 60_000)
afterAll(() => stage.close())

const run = (name: string, input: object, { key = randomUUID() as string, retry = false } = {}) =>
  stage.connector.actions[name]?.run(input as never, { session: stage.open(), key, retry }) as Promise<{
    id: string
    key: string
  }>
/** Twice, the first time without an answer. */
async function again(name: string, input: object) {
  const key = randomUUID()
  let writes = 0
  stage.proxy.plan({ kind: 'drop' }, { when: (request) => isWrite(request) && ++writes === 1 })
  await expect(run(name, input, { key })).rejects.toMatchObject({ kind: 'ambiguous' })
  return run(name, input, { key, retry: true })
}

test('what makes something makes it once, however often it is tried', async () => {
  const issue = await again('createIssue', { project: 'SHOP', summary: 'by action', labels: ['a'], issueType: 'Bug' })
  expect(await stage.provider.count('by action')).toBe(1)
  expect((await stage.open().get({ type: 'issue', id: issue.id }, stage.containerId))?.fields).toMatchObject({
    ...{ labels: ['a'], issuetype: 'Bug' },
  })
  await again('addComment', { issue: issue.key, body: 'once' })
  await again('addWorklog', { issue: issue.key, started: '2026-11-28T09:00:00Z', minutes: 15 })
  const made = stage.fake.state.issues.get(issue.id)
  expect([made?.comments.length, made?.worklogs.length, made?.worklogs[0]?.timeSpentSeconds]).toEqual([1, 1, 900])
})

test('a move is by name or by id, and one that was made is not made again', async () => {
  const { key, id } = await run('createIssue', { project: 'SHOP', summary: 'to be moved' })
  await again('transitionIssue', { issue: key, to: 'in progress' })
  expect(stage.fake.state.issues.get(id)?.fields['status']).toBe('10011')
  await run('transitionIssue', { issue: key, to: '10012' })
  expect(stage.fake.state.issues.get(id)?.fields['status']).toBe('10012')
  await expect(run('transitionIssue', { issue: key, to: 'Shipped' })).rejects.toMatchObject({ kind: 'invalid' })
})

test('two issues are linked once, and in the direction that was said', async () => {
  const [one, other] = [
    await run('createIssue', { project: 'SHOP', summary: 'blocks' }),
    await run('createIssue', { project: 'SHOP', summary: 'is blocked' }),
  ]
  await again('linkIssues', { from: one.key, to: other.key, type: 'Blocks' })
  expect(stage.fake.state.issues.get(one.id)?.links).toMatchObject([
    { type: { name: 'Blocks' }, inward: one.id, outward: other.id },
  ])
})

test('a key that is none is refused before anything is asked', async () => {
  stage.proxy.clear()
  await expect(run('addComment', { issue: '../SHOP-1', body: 'b' })).rejects.toMatchObject({
    kind: 'invalid',
    fields: [{ field: 'issue' }],
  })
  expect(stage.proxy.requests).toEqual([])
})
