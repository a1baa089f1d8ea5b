import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type JiraStage, openJiraStage } from '../../testing/jira-stage.ts'
import { allOf } from './all-pages.ts'

let stage: JiraStage
beforeAll(async () => {
  stage = await openJiraStage()
}, 60_000)
afterEach(() => stage.proxy.clear())
afterAll(() => stage.close())

/** A server that gives this page whatever is asked for. */
const always = (part: string, body: unknown) =>
  stage.proxy.plan(
    { kind: 'answer', status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    { when: ({ path }) => path.includes(part), times: 20 },
  )
const asked = (part: string) => stage.proxy.requests.filter(({ path }) => path.includes(part)).length
const notDocumented = {
  kind: 'malformed',
  message: expect.stringMatching(/^Jira answered what it does not document: a page/),
}
const make = () =>
  stage.open().create({
    ...{ containerId: stage.containerId, type: 'issue', on: null, marker: crypto.randomUUID() },
    fields: { summary: 'a' },
  })

describe('a page that comes again and again is asked for twice', () => {
  test('of the types and fields of a project', async () => {
    always('/issuetypes/', { startAt: 0, total: 99, fields: [{ fieldId: 'labels' }, { fieldId: 'labels' }] })
    await expect(stage.open().fields(stage.containerId, 'issue')).rejects.toMatchObject(notDocumented)
    expect(asked('/issuetypes/')).toBe(2)
    stage.proxy.clear()
    const other = stage.fake.addProject('TYPES')
    always('/issuetypes', { startAt: 0, total: 99, issueTypes: [{ id: '1', name: 'Task' }] })
    await expect(stage.open().fields(other.id, 'issue')).rejects.toMatchObject(notDocumented)
    expect(asked('/issuetypes')).toBe(2)
  })

  test('of comments, of worklogs, of what is searched', async () => {
    const on = await make()
    const [at, own] = ['2026-01-01T00:00:00.000+0000', stage.fake.me]
    const part = { id: '1', created: at, updated: at, started: at, author: own, body: { type: 'doc', content: [] } }
    const marked = { ...{ containerId: stage.containerId, on, marker: 'm' }, since: '2025-01-01T00:00:00.000Z' }
    const search = (type: string) => stage.open().search({ ...marked, type })
    always('/comment?', { startAt: 0, total: 99, comments: [part] })
    await expect(search('comment')).rejects.toMatchObject(notDocumented)
    expect(asked('/comment?')).toBe(2)
    always('/worklog?', { startAt: 0, total: 99, worklogs: [part] })
    await expect(search('worklog')).rejects.toMatchObject(notDocumented)
    expect(asked('/worklog?')).toBe(2)
    stage.proxy.clear()
    always('/search/', { issues: [], isLast: false, nextPageToken: 'same' })
    await expect(stage.open().search({ ...marked, on: null, type: 'issue' })).rejects.toMatchObject(notDocumented)
    expect(asked('/search/')).toBe(2)
    const query = { containerId: stage.containerId, type: 'issue' }
    const { cursor } = await stage.open().pull({ ...query, cursor: null })
    await expect(stage.open().pull({ ...query, cursor })).rejects.toMatchObject(notDocumented)
  })
})

test('a list is read to its end by what came, each thing once; one without end is given up', async () => {
  const all = [1, 2, 3, 4, 5, 6, 7]
  const idOf = (one: number) => one
  // While it was read, one more came before the others.
  const moved = async (startAt: number) => ({ list: all.slice(Math.max(0, startAt - 1)).slice(0, 3), total: 8 })
  expect(await allOf(idOf, moved)).toEqual(all)
  const short = async (startAt: number) => ({ list: all.slice(startAt, startAt + 3), total: 100 })
  expect(await allOf(idOf, short)).toEqual(all)
  let pages = 0
  const endless = async (startAt: number) => ({ list: [startAt], total: ++pages + 1 })
  await expect(allOf(idOf, endless)).rejects.toMatchObject({ kind: 'malformed' })
  expect(pages).toBe(1_000)
})
