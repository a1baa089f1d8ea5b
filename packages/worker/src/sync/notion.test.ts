// The engine with the connector for Notion, on its stand-in: what is there is not what was written, and its clock knows minutes.
import type { FieldMap } from '@orchestrator/domain'
import { addWork, createConnection, readLogForSync } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { plain } from '../../../integrations/src/testing/fakes/notion/rich-text.ts'
import { type NotionStage, openNotionStage } from '../../../integrations/src/testing/notion-stage.ts'
import { Budget } from './limit-session.ts'
import { syncRound } from './round.ts'
import type { SyncDeps } from './sync-deps.ts'
import { remainingTrouble } from './trouble-in-words.ts'

let store: TestStore
let notion: NotionStage
let w: TestWorkspace
let projectId: string
let connectionId: string
let mappingId: string
let sync: () => Promise<void>
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())

beforeEach(async () => {
  notion = await openNotionStage()
  w = await store.workspace()
  projectId = await w.project()
  const made = await createConnection(w.store, store.database.masterKey, w.owner, {
    ...{ provider: 'notion', name: 'Notion', auth: 'token', account: { id: 'me', name: 'Me', url: null } },
    ...{ scopes: [], settings: {}, credentials: notion.credentials },
  })
  connectionId = made.result.id
  const defaults = (await notion.open().defaults?.(notion.containerId, 'page')) ?? []
  const mapping = await w.run('mapping.create', {
    ...{ connectionId, projectId, containerId: notion.containerId, containerKey: 'Tasks', containerName: 'Tasks' },
    ...{ fields: defaults as unknown as FieldMap[], deletedThere: 'delete', deletedHere: 'delete' },
  })
  mappingId = mapping.result.id
  const plenty = { perSecond: 10_000, burst: 10_000 }
  const budget = new Budget({ requests: plenty, writes: plenty, atOnce: 4 })
  const deps: SyncDeps = {
    ...{ store: w.store, connectors: { notion: notion.connector }, pullEveryMs: 60_000 },
    logger: pino({ level: process.env['SYNC_LOG'] ?? 'silent' }),
    openSession: async () => notion.open(),
    budgetOf: () => budget,
    webhookOf: async () => null,
    troubles: {
      tell: async (_claim, _state, error) => Promise.reject(error),
      settle: async (_claim, state) => expect(remainingTrouble(state)).toBeNull(),
      unexpected: async () => 0,
    },
  }
  sync = async () => {
    const at = w.store
    await at.write(w.id, (tx) => tx`update mapping_syncs set pull_at = now() where workspace_id = ${w.id}`)
    for (let rounds = 0; rounds < 50; rounds++) {
      while (await readLogForSync(at, w.id));
      const { restMs } = await syncRound(deps, { workspaceId: w.id, connectionId }, new AbortController().signal)
      while (await readLogForSync(at, w.id));
      if (restMs === null || restMs > 0) return
    }
    throw new Error('it does not come to rest')
  }
  return () => notion.close()
})

interface TaskRow {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly status: string
  readonly tags: readonly string[]
}
const tasks = () =>
  w.store.read(
    w.id,
    (tx) => tx<TaskRow[]>`select * from tasks where project_id = ${projectId} and deleted_at is null order by number`,
  )
const comments = () =>
  w.store.read(w.id, (tx) => tx<{ body: string }[]>`select body from comments where deleted_at is null order by body`)
const pages = () =>
  [...notion.fake.state.pages.values()].filter(({ sourceId, inTrash }) => sourceId === notion.containerId && !inTrash)
const titled = (title: string) => {
  const found = pages().find(({ values }) => plain(values.get('title')) === title)
  if (!found) throw new Error(`no page ${title}`)
  return { type: 'page', id: found.id }
}
const there = (title: string) => notion.open().get(titled(title), notion.containerId)
const said = (title: string, text: string) =>
  notion.fake.as(notion.fake.other, 'POST', '/v1/comments', {
    ...{ parent: { page_id: titled(title).id }, rich_text: [{ text: { content: text } }] },
  })
const property = (prefix: string, name: string) =>
  `${prefix}:${notion.source.properties.find((one) => one.name === name)?.id}`

test('what is made on either side is on both, with its comments, once', async () => {
  const ours = {
    title: 'ours',
    description: '# Plan\n\n- [ ] a\n- [x] b',
    tags: ['a', 'b c'],
    status: 'started',
    dueDate: '2026-12-24',
  }
  const id = await w.task(projectId, ours as never)
  await w.run('comment.create', { taskId: id, body: 'from here' })
  await notion.provider.create('theirs', 'some **text**')
  said('theirs', 'from there')
  for (let n = 0; n < 3; n++) await sync()
  expect((await there('ours'))?.fields).toMatchObject({
    ...{ content: ours.description, [property('multi_select', 'Tags')]: ['a', 'b c'] },
    ...{ [property('status', 'Status')]: 'option-1-in-progress', [property('date', 'Due')]: '2026-12-24' },
  })
  expect(await tasks()).toMatchObject([ours, { title: 'theirs', description: 'some **text**', status: 'unstarted' }])
  expect((await comments()).map(({ body }) => body)).toEqual(['from here', 'from there'])
  expect([pages().length, notion.fake.state.comments.size]).toEqual([2, 2])
})

test('what is changed on either side is on both; what Markdown cannot say stays', async () => {
  await w.task(projectId, { title: 'one', description: 'first\n\nsecond' })
  await sync()
  const { id } = titled('one')
  const [first] = notion.fake.state.children.get(id) ?? []
  const position = { type: 'after_block', after_block: { id: first } }
  notion.fake.as(notion.fake.other, 'PATCH', `/v1/blocks/${id}/children`, {
    children: [{ table_of_contents: {} }],
    position,
  })
  await notion.provider.edit({ type: 'page', id }, { title: 'renamed there' })
  const [task] = await tasks()
  await w.run('task.update', { id: task?.id ?? '', description: 'first, changed here\n\nsecond', status: 'completed' })
  for (let n = 0; n < 3; n++) await sync()
  expect(await tasks()).toMatchObject([
    { title: 'renamed there', description: 'first, changed here\n\nsecond', status: 'completed' },
  ])
  const page = await there('renamed there')
  expect(page?.fields).toMatchObject({
    content: 'first, changed here\n\nsecond',
    [property('status', 'Status')]: 'option-2-done',
  })
  const types = (notion.fake.state.children.get(id) ?? []).map((one) => notion.fake.state.blocks.get(one)?.type)
  expect(types).toEqual(['paragraph', 'table_of_contents', 'paragraph'])
  // Nobody writes any more.
  notion.proxy.clear()
  await sync()
  expect(notion.proxy.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual(
    Array.from({ length: 2 }, () => `/v1/data_sources/${notion.containerId}/query`),
  )
})

test('what is deleted on either side is gone on both, and comes back from the trash', async () => {
  await w.task(projectId, { title: 'one' })
  await w.task(projectId, { title: 'two' })
  await sync()
  const { id } = titled('one')
  const [, two] = await tasks()
  await w.run('task.delete', { id: two?.id ?? '' })
  await notion.provider.remove({ type: 'page', id })
  // As the daily comparison finds it.
  await w.store.write(w.id, (tx) =>
    addWork(tx, w.id, connectionId, [{ mappingId, type: 'page', externalId: id, onExternalId: null }]),
  )
  for (let n = 0; n < 2; n++) await sync()
  expect([await tasks(), pages()]).toEqual([[], []])
  notion.fake.as(notion.fake.other, 'PATCH', `/v1/pages/${id}`, { in_trash: false })
  // Within the minute it would be as it was, to who asks; webhooks tell that as well.
  const restored = notion.fake.state.pages.get(id)
  if (restored) restored.edited += 120_000
  for (let n = 0; n < 2; n++) await sync()
  expect((await tasks()).map(({ title }) => title)).toEqual(['one'])
})
