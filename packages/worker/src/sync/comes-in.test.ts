import { changeBackfill } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStageSync } from '../../../../test/support/sync/stage-sync.ts'
import { openSyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { githubTokens, openGitHubStage } from '../../../integrations/src/testing/github-stage.ts'
import { openJiraStage } from '../../../integrations/src/testing/jira-stage.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())

const titleAndLabels = [
  { theirs: 'title', ours: 'title' },
  { theirs: 'labels', ours: 'tags' },
]

test('only what a mapping wants becomes a task; what is one stays in step, and so does what was made here', async () => {
  const s = await openSyncStage(store)
  await s.change({ filter_in: '"x" in item.tags', deleted_there: 'keep' })
  await s.sync()
  const titles = async () => (await s.tasks()).map(({ title }) => title)
  const epic = s.service.add('issue', { title: 'epic' })
  const inside = s.service.add('issue', { title: 'inside', labels: ['x'], parent: epic.id })
  s.service.add('note', { text: 'on the epic' }, { on: epic })
  s.service.add('note', { text: 'on that inside' }, { on: inside })
  await s.w.task(s.projectId, { title: 'ours' })
  await s.sync()
  expect([await titles(), (await s.comments()).map(({ body }) => body)]).toEqual([
    ['ours', 'inside'],
    ['on that inside'],
  ])
  expect((await s.tasks()).map(({ parentId }) => parentId)).toEqual([null, null])
  expect(await s.waiting()).toEqual([])

  const ours = s.service.present('issue').find(({ fields }) => fields['title'] === 'ours')
  s.service.edit(inside, { title: 'inside still', labels: [] })
  if (ours) s.service.edit(ours, { title: 'ours still' })
  await s.sync()
  expect(await titles()).toEqual(['ours still', 'inside still'])

  s.service.edit(epic, { labels: ['x'] })
  await s.sync()
  expect(await titles()).toEqual(['ours still', 'inside still', 'epic'])

  // What was there before the filter wanted it comes with the backfill; what was deleted here comes back when that is asked for.
  s.service.add('issue', { title: 'later' })
  await s.w.run('task.delete', { id: String((await s.tasks()).find(({ title }) => title === 'inside still')?.['id']) })
  await s.change({ deleted_here: 'keep' })
  await s.sync()
  await changeBackfill(s.w.store, s.w.id, s.mappingId, 'start', { restore: true })
  await s.sync()
  expect((await titles()).sort()).toEqual(['epic', 'inside still', 'ours still'])
  await s.change({ filter_in: 'item.status == "unstarted"' })
  await changeBackfill(s.w.store, s.w.id, s.mappingId, 'start', {})
  await s.sync()
  expect(await titles()).toContain('later')
})

test('of GitHub only issues with a label', async () => {
  const github = await openGitHubStage()
  try {
    const s = await openStageSync(store, github)
    const ask = (method: string, path: string, body: object) =>
      github.emulator.ask(githubTokens.ours, method, `/repos/acme-dev/shop${path}`, body)
    await s.map(titleAndLabels, { filterIn: '"shared" in item.tags' })
    await s.sync()
    await ask('POST', '/issues', { title: 'with', labels: ['shared', 'bug'] })
    const { body } = await ask('POST', '/issues', { title: 'without', labels: ['bug'] })
    await s.sync()
    expect(await s.titles()).toEqual(['with'])
    await ask('PATCH', `/issues/${(body as { number: number }).number}`, { labels: ['shared'] })
    await s.sync()
    expect(await s.titles()).toEqual(['with', 'without'])
  } finally {
    await github.close()
  }
})

const fields = [
  { theirs: 'summary', ours: 'title' },
  { theirs: 'labels', ours: 'tags' },
  { theirs: 'parent', ours: 'parentId' },
]

test.each(['the mapping', 'the connection'])('of Jira only issues that the JQL of %s finds', async (whose) => {
  const jira = await openJiraStage()
  const jql = 'labels = shared'
  const isMapping = whose === 'the mapping'
  try {
    const s = await openStageSync(store, jira, isMapping ? { jql: 'labels = other' } : { jql })
    const ask = (method: string, path: string, body: object) =>
      jira.fake.as(jira.fake.other, method, `/rest/api/3/issue${path}`, body).body as { id: string }
    const make = (summary: string, more: object) => {
      const project = { id: jira.containerId }
      return ask('POST', '', { fields: { project, issuetype: { id: '10101' }, summary, ...more } })
    }
    const hint = ({ id }: { id: string }) =>
      s.hear({
        ...{ timestamp: Date.now(), webhookEvent: 'jira:issue_updated', user: jira.fake.other },
        issue: { id, key: `SHOP-${id}`, fields: { summary: 'x', project: { id: jira.containerId, key: 'SHOP' } } },
      })
    const mappingId = await s.map(fields, isMapping ? { query: jql } : {})
    await s.sync()

    // By looking.
    const epic = make('epic', { issuetype: { id: '10100' } })
    const inside = make('inside', { labels: ['shared'], parent: { id: epic.id } })
    await s.sync()
    expect(await s.titles()).toEqual(['inside'])
    ask('PUT', `/${inside.id}`, { fields: { labels: [], summary: 'inside still' } })
    await s.sync()
    expect(await s.titles()).toEqual(['inside still'])

    // By what Jira tells, whose index is behind.
    jira.fake.state.indexPaused = true
    const outside = make('outside', {})
    const told = make('told', { labels: ['shared'], parent: { id: epic.id } })
    for (const one of [outside, told, epic]) await hint(one)
    expect(await s.titles()).toEqual(['inside still', 'told'])
    ask('PUT', `/${told.id}`, { fields: { labels: [], summary: 'told still' } })
    ask('PUT', `/${outside.id}`, { fields: { labels: ['shared'] } })
    for (const one of [told, outside]) await hint(one)
    expect(await s.titles()).toEqual(['inside still', 'outside', 'told still'])
    jira.fake.state.indexPaused = false

    // By the backfill, which counts no others.
    make('old', { labels: ['shared'] })
    make('old and outside', {})
    await changeBackfill(s.w.store, s.w.id, mappingId, 'start', {})
    await s.sync()
    expect(await s.titles()).toEqual(['inside still', 'old', 'outside', 'told still'])
    expect(await s.waiting()).toEqual([])
    if (!isMapping) return

    // Jira no longer understands it: what is linked goes on, what is new waits and says why.
    await s.w.run('mapping.update', { id: mappingId, query: 'gone = 1' })
    const waits = make('new', { labels: ['shared'] })
    ask('PUT', `/${inside.id}`, { fields: { summary: 'inside after all' } })
    await s.sync()
    expect(await s.titles()).toEqual(['inside after all', 'old', 'outside', 'told still'])
    expect((await s.waiting()).find(({ key }) => key === `issue ${waits.id}`)?.error?.message).toContain('gone')
    await s.w.run('mapping.update', { id: mappingId, query: jql })
    await s.sync()
    // What lies below the epic is looked at again after it.
    await s.sync()
    expect([await s.titles(), await s.waiting()]).toEqual([
      ['inside after all', 'new', 'old', 'outside', 'told still'],
      [],
    ])
  } finally {
    await jira.close()
  }
})
