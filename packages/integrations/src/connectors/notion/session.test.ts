import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pullAll } from '../../testing/conformance/pull-all.ts'
import { isWrite } from '../../testing/fault-proxy.ts'
import { type NotionStage, openNotionStage } from '../../testing/notion-stage.ts'
import { blocksToMarkdown } from './blocks/to-markdown.ts'
import { readBlocks } from './body.ts'
import { notion } from './index.ts'
import { isList } from './properties.ts'

let s: NotionStage
beforeAll(async () => {
  s = await openNotionStage()
})
afterAll(() => s?.close())
beforeEach(() => {
  s.proxy.clear()
})

let count = 0
const make = (fields: Record<string, unknown> = {}) =>
  s.open().create({
    ...{ containerId: s.containerId, type: 'page', on: null, marker: `marker-${++count}` },
    fields: { title: 'a page', ...fields } as never,
  })
const key = (prefix: string, name: string) => `${prefix}:${s.source.properties.find((one) => one.name === name)?.id}`
const writes = () => s.proxy.requests.filter(isWrite).filter(({ path }) => !path.endsWith('/query'))
/** As a person sees it in Notion, to the types of blocks. */
const blocksOf = (id: string) =>
  (s.fake.state.children.get(id) ?? []).map((one) => s.fake.state.blocks.get(one)).map((block) => ({ ...block }))
const person = (method: string, path: string, body?: object) => {
  const answer = s.fake.as(s.fake.other, method, path, body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body as { id: string; results: { id: string }[] }
}

test('a connection may say another address; OAuth, which shows the operator’s secret, stays with Notion', async () => {
  const settings = notion.settings.parse({ baseUrl: `${s.proxy.url}/` }) as never
  const policy = { allowPrivateHosts: [s.proxy.host] }
  const session = notion.open({ credentials: s.credentials, settings, policy })
  expect((await session.fields(s.containerId, 'page')).length).toBeGreaterThan(0)
  const oauth = notion.auth.find(({ kind }) => kind === 'oauth2')
  expect(oauth?.kind === 'oauth2' && oauth.tokenEndpoint(settings)).toBe('https://api.notion.com/v1/oauth/token')
  expect(notion.settings.parse({})).toEqual({ baseUrl: 'https://api.notion.com' })
})

describe('properties', () => {
  test('each kind is a field, is written and is read back', async () => {
    const fields = {
      ...{ [key('status', 'Status')]: 'option-1-in-progress', [key('select', 'Priority')]: 'option-0-urgent' },
      ...{ [key('multi_select', 'Tags')]: ['a, b', 'c'], [key('people', 'Assignee')]: [s.fake.other.id] },
      ...{ [key('date', 'Due')]: '2026-12-01', [key('number', 'Estimate')]: 3, [key('checkbox', 'Blocked')]: true },
      ...{ [key('text', 'Notes')]: 'some words', [key('url', 'Link')]: 'https://a.example' },
    }
    const made = await make(fields)
    expect(made.fields).toMatchObject({ ...fields, title: 'a page', content: '' })
    expect(made.key).toMatch(/^TASK-\d+$/)
    expect(made.fields[key('formula', 'Doubled')]).toBeTypeOf('number')
    const specs = new Map((await s.open().fields(s.containerId, 'page')).map((spec) => [spec.key, spec]))
    for (const name of Object.keys(fields)) expect(specs.has(name), name).toBe(true)
    expect(specs.get(key('formula', 'Doubled'))?.readOnly).toBe(true)
    expect(specs.get(key('multi_select', 'Tags'))?.options).toContainEqual({ value: 'a, b', name: 'a, b' })
    expect([...specs.values()].map(({ name }) => name)).not.toContain('Orchestrator ID')
    // By the key alone a list is known as one.
    for (const spec of specs.values())
      expect([spec.key, isList(spec.key)]).toEqual([spec.key, ['options', 'users'].includes(spec.type)])
    const emptied = await s
      .open()
      .update(made, s.containerId, Object.fromEntries(Object.keys(fields).map((one) => [one, null])))
    expect(emptied.fields).toMatchObject({
      ...{ [key('select', 'Priority')]: null, [key('multi_select', 'Tags')]: [], [key('people', 'Assignee')]: [] },
      ...{ [key('date', 'Due')]: null, [key('checkbox', 'Blocked')]: false, [key('text', 'Notes')]: null },
    })
  })

  test('which of ours they are is guessed by type and name', async () => {
    const defaults = (await s.open().defaults?.(s.containerId, 'page')) ?? []
    expect(Object.fromEntries(defaults.map(({ theirs, ours }) => [ours, theirs]))).toEqual({
      ...{
        title: 'title',
        description: 'content',
        status: key('status', 'Status'),
        priority: key('select', 'Priority'),
      },
      ...{ tags: key('multi_select', 'Tags'), assigneeId: key('people', 'Assignee'), dueDate: key('date', 'Due') },
      ...{
        startDate: key('date', 'Start'),
        estimatePoints: key('number', 'Estimate'),
        parentId: key('item', 'Parent item'),
      },
    })
    expect(defaults.find(({ ours }) => ours === 'status')?.values).toEqual([
      { theirs: 'option-0-not-started', ours: 'unstarted' },
      { theirs: 'option-1-in-progress', ours: 'started' },
      { theirs: 'option-2-done', ours: 'completed' },
      { theirs: 'option-3-canceled', ours: 'canceled' },
      // Where there is no word for it, the nearest is written.
      { theirs: 'option-0-not-started', ours: 'triage' },
      { theirs: 'option-0-not-started', ours: 'backlog' },
      { theirs: null, ours: 'unstarted' },
    ])
  })

  test('a time and an end outlive another day', async () => {
    const made = await make()
    const due = { start: '2026-12-01T10:00:00.000+01:00', end: '2026-12-03T10:00:00.000+01:00' }
    person('PATCH', `/v1/pages/${made.id}`, { properties: { Due: { date: due } } })
    const read = await s.open().get(made, s.containerId)
    expect(read?.fields).toMatchObject({ [key('date', 'Due')]: '2026-12-01', [key('date_end', 'Due')]: '2026-12-03' })
    const set = (fields: Record<string, string | null>) => s.open().update(made, s.containerId, fields)
    const told = () => s.fake.state.pages.get(made.id)?.values.get(key('date', 'Due').slice('date:'.length))
    await set({ [key('date', 'Due')]: '2026-12-01' })
    expect(told()).toMatchObject(due)
    await set({ [key('date', 'Due')]: '2026-12-02' })
    expect(told()).toMatchObject({ start: '2026-12-02', end: '2026-12-03' })
    await set({ [key('date_end', 'Due')]: '2026-12-05' })
    expect(told()).toMatchObject({ start: '2026-12-02', end: '2026-12-05' })
    // A start after the end takes it away.
    await set({ [key('date', 'Due')]: '2026-12-09' })
    expect(told()).toMatchObject({ start: '2026-12-09', end: null })
  })

  test('a parent is a relation; of more than twenty-five pages all are told', async () => {
    const parent = await make({ title: 'parent' })
    const child = await make({ [key('item', 'Parent item')]: parent.id })
    expect(child.fields[key('item', 'Parent item')]).toBe(parent.id)
    const many: string[] = []
    for (let n = 0; n < 30; n++) many.push((await s.provider.create(`related ${n}`, '')).id)
    const related = await make({ [key('relation', 'Parent item')]: many })
    expect(related.fields[key('relation', 'Parent item')]).toEqual(many)
  })

  test('of a list only what differs is written, when it is said what it was', async () => {
    const tags = key('multi_select', 'Tags')
    const made = await make({ [tags]: ['a', 'b'] })
    person('PATCH', `/v1/pages/${made.id}`, {
      properties: { Tags: { multi_select: [{ name: 'a' }, { name: 'b' }, { name: 'theirs' }] } },
    })
    const session = s.open() as { update: (...all: unknown[]) => Promise<typeof made> }
    const answer = await session.update(made, s.containerId, { [tags]: ['b', 'c'] }, { [tags]: ['a', 'b'] })
    expect([...(answer.fields[tags] as string[])].sort()).toEqual(['b', 'c', 'theirs'])
  })

  test('a property that is called otherwise by now is written all the same', async () => {
    const made = await make()
    const notes = key('text', 'Notes')
    await s.open().fields(s.containerId, 'page')
    person('PATCH', `/v1/data_sources/${s.containerId}`, { properties: { Notes: { name: 'Remarks' } } })
    expect((await s.open().update(made, s.containerId, { [notes]: 'x' })).fields[notes]).toBe('x')
    person('PATCH', `/v1/data_sources/${s.containerId}`, { properties: { Remarks: { name: 'Notes' } } })
  })
})

describe('the marker', () => {
  test('its property is added once; where it may not be, it is said what to do', async () => {
    const source = s.fake.addSource('Locked', [{ name: 'Name', type: 'title' }])
    s.fake.state.maySchema = false
    const draft = { containerId: source.id, type: 'page', on: null, fields: { title: 'x' }, marker: 'm' }
    await expect(s.open().create(draft)).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('Orchestrator ID'),
    })
    s.fake.state.maySchema = true
    await Promise.all([s.open().create(draft), s.open().create({ ...draft, marker: 'n' })])
    expect(source.properties.filter(({ name }) => name === 'Orchestrator ID')).toHaveLength(1)
  })

  test('a copy that somebody made of a page is not taken for it', async () => {
    const made = await make({ title: 'original' })
    const Name = { title: [{ text: { content: 'copy' } }] }
    const mark = { rich_text: [{ text: { content: made.marker } }] }
    person('POST', '/v1/pages', {
      parent: { data_source_id: s.containerId },
      properties: { Name, 'Orchestrator ID': mark },
    })
    const query = { containerId: s.containerId, type: 'page', on: null, since: '2026-01-01T00:00:00.000Z' }
    const found = await s.open().search({ ...query, marker: made.marker ?? '' })
    expect([found?.id === made.id, found?.createdAt === made.createdAt]).toContain(true)
  })
})

describe('the body', () => {
  const body = '# Plan\n\nfirst\n\n- a\n- b\n\nlast'

  test('only blocks that differ are written', async () => {
    const made = await make({ content: body })
    const before = blocksOf(made.id).map(({ id }) => id)
    s.proxy.clear()
    await s.open().update(made, s.containerId, { content: '# Plan\n\nfirst, changed\n\n- a\n- b\n- c\n\nlast' })
    expect(writes().map(({ method }) => method)).toEqual(['PATCH', 'PATCH'])
    const after = blocksOf(made.id).map(({ id }) => id)
    expect(after.filter((id) => before.includes(id))).toEqual(before)
    s.proxy.clear()
    await s.open().update(made, s.containerId, { content: '# Plan\n\nfirst, changed\n\n- a\n- b\n- c\n\nlast' })
    expect(writes()).toEqual([])
  })

  test('what Markdown cannot say stays where it is, whatever is written around it', async () => {
    const made = await make({ content: body })
    const [, first] = blocksOf(made.id)
    const column = {
      column_list: {
        children: [{ column: { children: [{ paragraph: { rich_text: [{ text: { content: 'in a column' } }] } }] } }],
      },
    }
    // A table of contents after the heading, columns after the first paragraph, a synced block within a list item.
    const position = { type: 'after_block', after_block: { id: first?.id } }
    person('PATCH', `/v1/blocks/${made.id}/children`, { children: [column, { table_of_contents: {} }], position })
    const item = blocksOf(made.id).find(({ type }) => type === 'bulleted_list_item')
    person('PATCH', `/v1/blocks/${item?.id}/children`, { children: [{ synced_block: {} }] })
    expect((await s.open().get(made, s.containerId))?.fields['content']).toBe(body)
    await s.open().update(made, s.containerId, { content: '# Plan\n\nother\n\n- a, renamed\n- new\n\nlast' })
    expect(blocksOf(made.id).map(({ type }) => type)).toEqual([
      ...['heading_1', 'paragraph', 'column_list', 'table_of_contents'],
      ...['bulleted_list_item', 'bulleted_list_item', 'paragraph'],
    ])
    expect(blocksOf(item?.id ?? '').map(({ type }) => type)).toEqual(['synced_block'])
    // All text goes; what is not text does not.
    await s.open().update(made, s.containerId, { content: '' })
    expect(blocksOf(made.id).map(({ type }) => type)).toEqual([
      'column_list',
      'table_of_contents',
      'bulleted_list_item',
    ])
  })

  test('colours of a block that is not changed stay, and a list item keeps what is below it', async () => {
    const made = await make({ content: '- a\n  - below\n- b' })
    const [a] = blocksOf(made.id)
    const [below] = blocksOf(a?.id ?? '')
    person('PATCH', `/v1/blocks/${below?.id}`, { bulleted_list_item: { color: 'red' } })
    await s.open().update(made, s.containerId, { content: '- a, renamed\n  - below\n  - too\n- b' })
    expect(blocksOf(a?.id ?? '').map(({ content }) => content?.['color'])).toEqual(['red', undefined])
  })

  test('tables: cells are changed where they stand, rows come and go', async () => {
    const made = await make({ content: '| a | b |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |' })
    const [table] = blocksOf(made.id)
    const changed = '| a | b |\n| - | - |\n| 1 | **two** |\n| 5 | 6 |\n| 7 | 8 |'
    const answer = await s.open().update(made, s.containerId, { content: changed })
    expect(answer.fields['content']).toBe(changed)
    expect(blocksOf(made.id).map(({ id }) => id)).toEqual([table?.id])
  })

  test('a page that takes more than one request is there whole, or not at all', async () => {
    const deep = Array.from({ length: 7 }, (_, n) => `${'  '.repeat(n)}- level ${n}`).join('\n')
    const rows = Array.from({ length: 150 }, (_, n) => `| ${n} | x |`).join('\n')
    const paragraphs = Array.from({ length: 230 }, (_, n) => `paragraph ${n}`).join('\n\n')
    const content = `${deep}\n\n| n | x |\n| - | - |\n${rows}\n\n${paragraphs}`
    const made = await make({ title: 'big', content })
    expect(made.fields['content']).toBe(content)

    // Its maker is stopped after the page was made, before its blocks were.
    const marker = 'stopped'
    const draft = { containerId: s.containerId, type: 'page', on: null, fields: { title: 'half', content }, marker }
    s.proxy.plan(
      { kind: 'answer', status: 503, body: '{}' },
      { when: ({ method, path }) => method === 'PATCH' && path.endsWith('/children') },
    )
    await expect(s.open().create(draft)).rejects.toMatchObject({ kind: 'ambiguous' })
    const query = { containerId: s.containerId, type: 'page', cursor: null }
    expect((await pullAll(s.open(), query)).items.map(({ fields }) => fields['title'])).not.toContain('half')
    const since = new Date(Date.now() - 60_000).toISOString()
    expect(await s.open().search({ containerId: s.containerId, type: 'page', on: null, marker, since })).toBeNull()
    // Thrown away, so it can be made again.
    expect(await s.provider.count('half')).toBe(0)
    const again = await s.open().create(draft)
    expect([again.marker, again.fields['content'] === content, await s.provider.count('half')]).toEqual([
      marker,
      true,
      1,
    ])
  })

  test('any change of a body ends in what was written', async () => {
    const texts = [
      'a\n\nb\n\nc',
      'c\n\nb\n\na',
      '- a\n- b\n\n1. c',
      '> a\n>\n> b',
      '> [!TIP]\n> a',
      '# a\n\n```\nb\n```',
      '- [ ] a\n- [x] b',
      '',
    ]
    const made = await make()
    for (const from of texts)
      for (const to of texts) {
        await s.open().update(made, s.containerId, { content: from })
        const answer = await s.open().update(made, s.containerId, { content: to })
        expect([from, answer.fields['content']]).toEqual([from, to])
        expect(blocksToMarkdown(await readBlocks(s.open().notion.client, made.id))).toBe(to)
      }
  })
})

describe('comments', () => {
  test('of others cannot be changed, which is not as though they were gone', async () => {
    const page = await make()
    const theirs = person('POST', '/v1/comments', {
      parent: { page_id: page.id },
      rich_text: [{ text: { content: 'hello\n\nthere' } }],
    })
    const ref = { type: 'comment', id: theirs.id }
    expect(await s.open().get(ref, s.containerId)).toMatchObject({
      fields: { body: 'hello\n\nthere' },
      author: { id: s.fake.other.id },
      marker: null,
    })
    const refused = { kind: 'forbidden', message: expect.stringContaining('only its own comments') }
    await expect(s.open().update(ref, s.containerId, { body: 'x' })).rejects.toMatchObject(refused)
    await expect(s.open().remove(ref, s.containerId)).rejects.toMatchObject(refused)
    person('DELETE', `/v1/comments/${theirs.id}`)
    await expect(s.open().update(ref, s.containerId, { body: 'x' })).rejects.toMatchObject({ kind: 'not_found' })
    await s.open().remove(ref, s.containerId)
  })

  test('on some text of a page is on the page', async () => {
    const page = await make({ content: '- a\n  - b' })
    const below = blocksOf(blocksOf(page.id)[0]?.id ?? '')[0]
    const made = person('POST', '/v1/comments', {
      parent: { block_id: below?.id },
      rich_text: [{ text: { content: 'here' } }],
    })
    const found = await s.open().get({ type: 'comment', id: made.id }, s.containerId)
    expect(found?.on).toEqual({ type: 'page', id: page.id })
  })

  test('all are found at first, then new ones within a round over all pages', async () => {
    const query = { containerId: s.containerId, type: 'comment' }
    const first = await pullAll(s.open(), { ...query, cursor: null })
    expect(first.pages).toBeGreaterThan(1)
    const { id } = await s.provider.create('talked about', '')
    const { id: comment } = person('POST', '/v1/comments', {
      parent: { page_id: id },
      rich_text: [{ text: { content: 'late' } }],
    })
    let { cursor } = first
    const found: string[] = []
    for (let look = 0; look < 2 * first.pages + 1; look++) {
      const page = await s.open().pull({ ...query, cursor })
      found.push(...page.items.map((item) => item.id))
      expect(page.more).toBe(false)
      cursor = JSON.parse(JSON.stringify(page.cursor))
    }
    expect(found).toEqual([comment])
  })

  test('keep their marks, mentions and lists, and are as long as Notion takes', async () => {
    const page = await make()
    const on = { type: 'page', id: page.id }
    const body = `**bold** [@Ann Lee](notion-user:${s.fake.other.id})\n\nsecond`
    const place = { containerId: s.containerId, type: 'comment', on }
    const made = await s.open().create({ ...place, fields: { body }, marker: 'c1' })
    expect(made.fields['body']).toBe(body)
    const long = await s.open().create({ ...place, fields: { body: 'x'.repeat(9_000) }, marker: 'c2' })
    expect(String(long.fields['body'])).toHaveLength(9_000)
  })
})

describe('requests', () => {
  test('a look when nothing changed long since costs one', async () => {
    const source = s.fake.addSource('Quiet', [{ name: 'Name', type: 'title' }])
    for (let n = 0; n < 3; n++)
      person('POST', '/v1/pages', {
        parent: { data_source_id: source.id },
        properties: { Name: { title: [{ text: { content: `${n}` } }] } },
      })
    for (const page of s.fake.state.pages.values()) if (page.sourceId === source.id) page.edited -= 3_600_000
    const query = { containerId: source.id, type: 'page' }
    const { cursor, items } = await pullAll(s.open(), { ...query, cursor: null })
    expect(items).toHaveLength(3)
    s.proxy.clear()
    expect((await s.open().pull({ ...query, cursor })).items).toEqual([])
    expect(s.proxy.requests).toHaveLength(1)
  })

  test('a cursor that Notion has forgotten costs nothing but its page', async () => {
    const query = { containerId: s.containerId, type: 'page' }
    const all = await pullAll(s.open(), { ...query, cursor: null })
    const cursor = { ...(all.cursor as object), token: 'forgotten' }
    await expect(s.open().pull({ ...query, cursor })).resolves.toMatchObject({ items: [] })
  })
})

describe('pages of which each costs many requests', () => {
  const nested = Array.from({ length: 10 }, (_, n) => `- a${n}\n  - b${n}`).join('\n')
  const since = () => ({ containerId: s.containerId, type: 'page', cursor: null })
  async function many(): Promise<string[]> {
    const ids: string[] = []
    for (let n = 0; n < 12; n++) ids.push((await s.provider.create(`nested ${n}`, nested)).id)
    s.proxy.clear()
    return ids.sort()
  }

  test('come in parts, each of them once', async () => {
    const ids = await many()
    const found: string[] = []
    for (let cursor: unknown = null, more = true; more; ) {
      s.proxy.clear()
      const page = await s.open().pull({ ...since(), cursor })
      // Of one more turn at most: three pages of eleven.
      expect(s.proxy.requests.length).toBeLessThan(80)
      found.push(...page.items.map(({ id }) => id))
      ;({ cursor, more } = page)
    }
    expect(found.filter((id) => ids.includes(id)).sort()).toEqual(ids)
  })

  test('are kept when Notion takes no more in between', async () => {
    const ids = await many()
    const [limited] = s.rateLimits
    let left = 0
    const page = async (cursor: unknown) => {
      left = 60
      s.proxy.clear()
      if (limited) s.proxy.plan(limited.fault, { when: () => left-- <= 0, times: 1_000 })
      return s.open().pull({ ...since(), cursor })
    }
    const found: string[] = []
    let cursor: unknown = null
    for (let n = 0; n < 50; n++) {
      const { items, more, cursor: next } = await page(cursor)
      found.push(...items.map(({ id }) => id))
      cursor = next
      if (!more) break
    }
    s.proxy.clear()
    expect(found.filter((id) => ids.includes(id)).sort()).toEqual(ids)
  })

  test('wait for their turn with each of them', async () => {
    await many()
    let turns = 0
    const turn = async () => void turns++
    const policy = { allowPrivateHosts: [s.proxy.host] }
    await s.connector.open({ credentials: s.credentials, settings: {}, policy, turn }).pull(since())
    expect(turns).toBeGreaterThan(20)
    expect(turns).toBe(s.proxy.requests.length)
    const ended = () => Promise.reject(new Error('the process ends'))
    const session = s.connector.open({ credentials: s.credentials, settings: {}, policy, turn: ended })
    await expect(session.pull(since())).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
