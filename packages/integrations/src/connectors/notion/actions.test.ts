import { afterAll, beforeAll, expect, test } from 'vitest'
import { isWrite } from '../../testing/fault-proxy.ts'
import { type NotionStage, openNotionStage } from '../../testing/notion-stage.ts'

let s: NotionStage
beforeAll(async () => {
  s = await openNotionStage()
})
afterAll(() => s?.close())

const run = (name: string, input: object, { key = 'step-1', retry = false } = {}) => {
  const action = s.connector.actions[name]
  if (!action) throw new Error(`no action ${name}`)
  return action.run(input as never, { session: s.open(), key, retry }) as Promise<never>
}

test('a page is made with properties by their names, once, though its answer was lost', async () => {
  const input = {
    ...{ dataSource: s.containerId, title: 'From a rule', content: '# Hello\n\n- a' },
    properties: { Status: 'Done', Tags: ['x'], Estimate: 5, Due: '2026-12-24', Blocked: true },
  }
  s.proxy.plan({ kind: 'drop' }, { when: (request) => isWrite(request) && request.path === '/v1/pages' })
  await expect(run('createPage', input)).rejects.toMatchObject({ kind: 'ambiguous' })
  const made: { id: string; key: string; url: string } = await run('createPage', input, { retry: true })
  expect(await s.provider.count('From a rule')).toBe(1)
  const item = await s.open().get({ type: 'page', id: made.id }, s.containerId)
  expect(item).toMatchObject({
    key: made.key,
    url: made.url,
    fields: { title: 'From a rule', content: '# Hello\n\n- a' },
  })
  const found: { pages: { title: string; properties: object }[] } = await run('queryDataSource', {
    ...{ dataSource: s.containerId, filter: { property: 'Blocked', checkbox: { equals: true } } },
  })
  expect(found.pages).toMatchObject([
    {
      title: 'From a rule',
      properties: { Status: 'Done', Tags: ['x'], Estimate: 5, Due: '2026-12-24', Blocked: true },
    },
  ])
})

test('a property that is not there changes nothing', async () => {
  const input = { dataSource: s.containerId, title: 'Refused', properties: { Nonsense: 1, Doubled: 2 } }
  await expect(run('createPage', input)).rejects.toMatchObject({
    kind: 'invalid',
    fields: [{ field: 'properties.Nonsense' }, { field: 'properties.Doubled' }],
  })
  expect(await s.provider.count('Refused')).toBe(0)
  await expect(run('createPage', { dataSource: '../users', title: 'x' })).rejects.toMatchObject({ kind: 'invalid' })
})

test('a page is changed, and talked about once', async () => {
  const { id } = await s.provider.create('Before', 'old')
  await run('updatePage', { page: id, title: 'After', content: 'new', properties: { Priority: 'High' } })
  const item = await s.open().get({ type: 'page', id }, s.containerId)
  expect(item?.fields).toMatchObject({
    title: 'After',
    content: 'new',
    [`select:${s.source.properties[2]?.id}`]: 'option-1-high',
  })
  s.proxy.plan({ kind: 'drop' }, { when: (request) => isWrite(request) && request.path === '/v1/comments' })
  await expect(run('addComment', { page: id, body: 'well done' })).rejects.toMatchObject({ kind: 'ambiguous' })
  await run('addComment', { page: id, body: 'well done' }, { retry: true })
  expect([...s.fake.state.comments.values()].filter(({ pageId }) => pageId === id)).toHaveLength(1)
})
