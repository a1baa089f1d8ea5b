import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeConnector } from '../../testing/connector-conformance.ts'
import { type Jira820Stage, openJira820Stage } from '../../testing/jira820/stage.ts'
import { describeWithPython, jira820 } from '../../testing/python-part.ts'

describeWithPython(jira820, 'on jira820', () => {
  describeConnector('jira on jira820', openJira820Stage, {
    // What fails comes from the proxy, not from the service, and it has no webhooks.
    parts: ['reading', 'writing'],
    except: { 'a start in the past brings only what changed since': 'its times of change are days' },
  })
})

describeWithPython(jira820, 'what Jira does by itself, on jira820', () => {
  let stage: Jira820Stage
  beforeAll(async () => {
    stage = await openJira820Stage()
  })
  afterAll(() => stage.close())
  const run = (name: string, input: object) =>
    stage.connector.actions[name]?.run(input as never, {
      ...{ session: stage.open(), key: randomUUID(), retry: false },
    }) as Promise<{ id: string; key: string }>
  const fieldsOf = async (key: string) => ((await stage.v2('GET', `/issue/${key}`)).body as { fields: never }).fields

  test('an issue is made in its first status and moved on; being done gives it a resolution, being opened takes it away', async () => {
    const { open, containerId } = stage
    const place = { containerId, type: 'issue', on: null, marker: randomUUID() }
    const made = await open().create({ ...place, fields: { summary: 'moved', statusCategory: 'indeterminate' } })
    expect(await fieldsOf(made.key ?? '')).toMatchObject({ status: { name: 'In Progress' }, resolution: null })
    const done = await open().update(made, containerId, { statusCategory: 'done' })
    expect(done.fields).toMatchObject({ statusCategory: 'done', resolution: 'Done' })
    await run('transitionIssue', { issue: made.key, to: 'reopened' })
    expect((await open().get(made, containerId))?.fields).toMatchObject({ statusCategory: 'new', resolution: null })
    await expect(run('transitionIssue', { issue: made.key, to: 'Shipped' })).rejects.toMatchObject({ kind: 'invalid' })
  })

  test('priority, assignee, labels and the day that it is due are there as they were written', async () => {
    const { open, containerId } = stage
    const fields = { summary: 'fields', labels: ['two words', 'b'], duedate: '2026-12-24', assignee: 'ann' }
    const place = { containerId, type: 'issue', on: null, marker: randomUUID() }
    const made = await open().create({ ...place, fields })
    await open().update(made, containerId, { priority: '1' })
    expect(await fieldsOf(made.key ?? '')).toMatchObject({
      ...{ summary: 'fields', labels: ['two·words', 'b'], duedate: '2026-12-24' },
      ...{ assignee: { name: 'ann' }, priority: { name: 'Highest' } },
    })
    const read = await open().get(made, containerId)
    expect(read?.fields).toMatchObject({ ...fields, priority: '1' })
  })

  test('two issues are linked once, in the direction that was said', async () => {
    const [one, other] = [
      await run('createIssue', { project: 'SHOP', summary: 'blocks' }),
      await run('createIssue', { project: 'SHOP', summary: 'is blocked' }),
    ]
    const link = { from: one.key, to: other.key, type: 'Blocks' }
    await run('linkIssues', link)
    await run('linkIssues', link)
    const linked = { type: { name: 'Blocks', outward: 'blocks' }, outwardIssue: { key: other.key } }
    expect(await fieldsOf(one.key)).toMatchObject({ issuelinks: [linked] })
    expect(await fieldsOf(other.key)).toMatchObject({ issuelinks: [{ inwardIssue: { key: one.key } }] })
  })

  test('a JQL filter says what is brought here, and how much there is', async () => {
    const { provider, containerId, open } = stage
    const wanted = await provider.create('wanted by its label', '')
    await open().update(wanted, containerId, { labels: ['sync'] })
    await provider.create('unwanted', '')
    const session = open()
    const asked = { containerId, type: 'issue', query: 'labels = sync AND status != Done' }
    const page = await session.pull({ ...asked, cursor: null })
    expect(page.items.map(({ id }) => id)).toEqual([wanted.id])
    expect(await session.count(asked)).toBe(1)
    await open().update(wanted, containerId, { statusCategory: 'done' })
    expect(await session.count(asked)).toBe(0)
  })
})
