import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Draft } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'
import { pullAll } from '../../testing/conformance/pull-all.ts'
import { isWrite } from '../../testing/fault-proxy.ts'
import { type JiraStage, openJiraStage } from '../../testing/jira-stage.ts'

let stage: JiraStage
beforeAll(async () => {
  stage = await openJiraStage()
}, 60_000)
afterEach(() => {
  stage.proxy.clear()
  stage.fake.state.indexPaused = false
  stage.fake.state.tokensExpired = false
})
afterAll(() => stage.close())

const draft = (fields: Item['fields'], more: Partial<Draft> = {}): Draft => ({
  ...{
    containerId: stage.containerId,
    type: 'issue',
    on: null,
    marker: randomUUID(),
    fields: { summary: 'a', ...fields },
  },
  ...more,
})
const make = (fields: Item['fields'], more: Partial<Draft> = {}) => stage.open().create(draft(fields, more))
const update = (item: Item, fields: Item['fields']) => stage.open().update(item, item.containerId, fields)
const since = () => new Date(Date.now() - 60_000).toISOString()

describe('fields', () => {
  test('each is read back as it was written, emptied, and described', async () => {
    const made = await make({})
    const written = {
      ...{ priority: '2', labels: ['needs review', 'ui'], assignee: stage.fake.other.accountId, duedate: '2026-12-24' },
      ...{ originalEstimate: 90, storyPoints: 3.5, customfield_10042: '10301', customfield_10043: ['10300', '10301'] },
      ...{ customfield_10044: '**done** when', customfield_10045: '2027-01-01', customfield_10047: 'Acme' },
      ...{ customfield_10046: stage.fake.me.accountId, customfield_10048: 7, issuetype: 'Bug' },
    }
    expect((await update(made, written)).fields).toMatchObject(written)
    const empty = Object.fromEntries(
      Object.entries(written).map(([key, value]) => [
        key,
        Array.isArray(value) ? [] : key === 'customfield_10044' ? '' : null,
      ]),
    )
    const { priority: _priority, issuetype: _type, ...emptied } = empty
    expect((await update(made, emptied)).fields).toMatchObject(emptied)

    const fields = await stage.open().fields(stage.containerId, 'issue')
    const spec = (key: string) => fields.find((one) => one.key === key)
    expect(spec('customfield_10042')).toMatchObject({
      name: 'Severity',
      options: [{ value: '10300', name: 'Low' }, {}],
    })
    expect(spec('status')).toMatchObject({ type: 'option', options: [{ value: '10010', name: 'To Do' }, {}, {}] })
    expect(spec('status')?.readOnly).toBeUndefined()
    expect(spec('reporter')?.readOnly).toBe(true)
    expect(fields.map(({ key }) => key)).not.toContain('customfield_10049')
  })

  test('to a list is added and taken away: what others did to it since stays', async () => {
    const made = await make({ labels: ['a', 'b'], customfield_10043: ['10300'] })
    await update(made, { labels: ['b', 'theirs'] })
    const written = { summary: 'renamed', labels: ['a', 'b', 'our own'], customfield_10043: ['10301'] }
    const { fields } = await stage.open().update(made, made.containerId, written, made.fields)
    expect(fields).toMatchObject({ summary: 'renamed', customfield_10043: ['10301'] })
    expect([...(fields['labels'] as string[])].sort()).toEqual(['b', 'our own', 'theirs'])
  })

  test('labels hold no blanks: another sign stands for them, and they come off again', async () => {
    const made = await make({ labels: ['needs review'] })
    expect(stage.fake.state.issues.get(made.id)?.fields['labels']).toEqual(['needs·review'])
    expect(made.fields['labels']).toEqual(['needs review'])
    expect((await update(made, { labels: ['other'] })).fields['labels']).toEqual(['other'])
  })

  test('what a project’s screens do not have is left out, and the rest is written', async () => {
    const small = stage.fake.addProject('SMALL', { without: ['timetracking', 'duedate', 'priority'] })
    const given = { labels: ['a'], duedate: '2026-12-24', originalEstimate: 30 }
    const made = await make(given, { containerId: small.id })
    expect(made.fields).toMatchObject({ labels: ['a'], duedate: null, originalEstimate: null })
    const changed = await update(made, { summary: 'b', duedate: '2026-12-25' })
    expect(changed.fields).toMatchObject({ summary: 'b', duedate: null })
    expect((await update(made, { duedate: '2026-12-25' })).fields['duedate']).toBeNull()
    // A value that is wrong is still said to be.
    await expect(update(made, { assignee: 'nobody' })).rejects.toMatchObject({
      ...{ kind: 'invalid', fields: [{ field: 'assignee', message: "User 'nobody' cannot be assigned issues." }] },
    })
  })

  test('below an epic is an issue, below an issue a subtask; a type that the project lacks is the usual one', async () => {
    const epic = await make({ issuetype: 'Epic' })
    const story = await make({ issuetype: 'Story', parent: epic.id })
    const below = await make({ issuetype: 'Bug', parent: story.id })
    expect([story, below].map(({ fields }) => [fields['issuetype'], fields['parent']])).toEqual([
      ...[
        ['Story', epic.id],
        ['Subtask', story.id],
      ],
    ])
    expect((await make({ issuetype: 'Chore' })).fields['issuetype']).toBe('Task')
    expect((await update(story, { parent: null })).fields['parent']).toBeNull()
    await expect(update(story, { issuetype: 'Saga' })).rejects.toMatchObject({
      kind: 'invalid',
      message: /it has: Epic, Task/,
    })
  })
})

describe('links', () => {
  const linked = (from: Item, type: string, to: Item) =>
    stage.fake.as(stage.fake.other, 'POST', '/rest/api/3/issueLink', {
      ...{ type: { name: type }, inwardIssue: { key: from.key }, outwardIssue: { key: to.key } },
    })
  const linksOf = async (item: Item) => (await stage.open().get(item, item.containerId))?.fields['links']

  test('are told from both ends; those of types that only Jira knows are not, and stay', async () => {
    const [one, other] = [await make({}), await make({})]
    for (const type of ['Blocks', 'Duplicate', 'Relates', 'Cloners']) linked(one, type, other)
    expect(await linksOf(one)).toEqual([`blocks ${other.id}`, `duplicates ${other.id}`, `relates ${other.id}`])
    expect(await linksOf(other)).toEqual([`blocked_by ${one.id}`, `duplicated_by ${one.id}`, `relates ${one.id}`])
    const session = stage.open()
    for (const type of ['blocks', 'duplicates', 'relates'] as const)
      await session.link?.(one, one.containerId, { type, to: other.id }, false)
    expect([await linksOf(one), await linksOf(other)]).toEqual([[], []])
    expect(stage.fake.state.issues.get(one.id)?.links.map(({ type }) => type.name)).toEqual(['Cloners'])
  })

  test('of a link that is there already nothing is written', async () => {
    const [one, other] = [await make({}), await make({})]
    linked(other, 'Relates', one)
    stage.proxy.clear()
    await stage.open().link?.(one, one.containerId, { type: 'relates', to: other.id }, true)
    expect(stage.proxy.requests.filter(isWrite)).toEqual([])
  })

  test('where the account may not link, Jira’s words say so', async () => {
    const project = stage.fake.addProject('FIXED', { unlinkable: true })
    const one = await make({}, { containerId: project.id })
    const other = await make({})
    const tried = stage.open().link?.(one, project.id, { type: 'blocks', to: other.id }, true)
    await expect(tried).rejects.toMatchObject({ kind: 'not_found', message: /No Link Issue Permission/ })
  })
})

describe('status', () => {
  test('is changed by the transition that leads there, of an issue that is new, too', async () => {
    const done = await make({ statusCategory: 'done' })
    expect(done.fields).toMatchObject({ status: '10012', statusCategory: 'done' })
    expect((await update(done, { status: '10011' })).fields).toMatchObject({
      status: '10011',
      statusCategory: 'indeterminate',
    })
    stage.proxy.clear()
    await update(done, { statusCategory: 'indeterminate' })
    expect(stage.proxy.requests.filter(isWrite)).toEqual([])
  })

  test('that the workflow does not allow is invalid, and what it allows is said', async () => {
    const workflow = { '10010': ['10011'], '10011': ['10010', '10012'], '10012': ['10010'] }
    const strict = stage.fake.addProject('STRICT', { workflow })
    const made = await make({}, { containerId: strict.id })
    await expect(update(made, { summary: 'written all the same', status: '10012' })).rejects.toMatchObject({
      ...{ kind: 'invalid', fields: [{ field: 'status', message: 'reachable: In Progress (10011)' }] },
      message: 'STRICT-1 cannot go to 10012 from To Do; it can go to: In Progress (10011)',
    })
    expect((await stage.open().get(made, strict.id))?.fields['summary']).toBe('written all the same')
  })

  test('an issue that was made, but whose move was lost, is moved by who finds it', async () => {
    const lost = draft({ statusCategory: 'done' })
    stage.proxy.plan(
      { kind: 'reset' },
      { when: ({ method, path }) => method === 'POST' && path.endsWith('/transitions') },
    )
    await expect(stage.open().create(lost)).rejects.toMatchObject({ kind: 'ambiguous' })
    const found = await stage.open().search({ ...lost, since: since() })
    expect(found?.fields['statusCategory']).toBe('done')
  })
})

describe('an issue that is there, though more of it failed', () => {
  test('was begun, whatever failed: it is looked for, and not made again', async () => {
    const lost = draft({ summary: 'begun' })
    let asked = 0
    const limited = { kind: 'answer', status: 429, headers: { 'retry-after': '3' }, body: '' } as const
    stage.proxy.plan(limited, {
      when: ({ method, path }) => method === 'GET' && /issue\/\d+\?/.test(path) && ++asked === 1,
    })
    await expect(stage.open().create(lost)).rejects.toMatchObject({ kind: 'ambiguous', retryAfterMs: 3_000 })
    expect((await stage.open().search({ ...lost, since: since() }))?.fields['summary']).toBe('begun')
  })

  test('stays where it is, if the workflow does not let it go where it should', async () => {
    const strict = stage.fake.addProject('SLOW', { workflow: { '10010': ['10011'] } })
    const given = draft({ statusCategory: 'done' }, { containerId: strict.id })
    const made = await stage.open().create(given)
    expect(made.fields['statusCategory']).toBe('new')
    expect((await stage.open().search({ ...given, since: since() }))?.id).toBe(made.id)
  })
})

describe('finding what was made', () => {
  test('it is found before the index of searches knows it, also among others that it does not know', async () => {
    await make({ summary: 'known' })
    stage.fake.state.indexPaused = true
    const drafts = [draft({}), draft({}), draft({})]
    const made: Item[] = []
    for (const one of drafts) made.push(await stage.open().create(one))
    for (const [n, one] of drafts.entries())
      expect((await stage.open().search({ ...one, since: since() }))?.id).toBe(made[n]?.id)
    expect(await stage.open().search({ ...draft({}), since: since() })).toBeNull()
  })

  test('in a project whose first issue it is', async () => {
    const empty = stage.fake.addProject('EMPTY')
    stage.fake.state.indexPaused = true
    const only = draft({}, { containerId: empty.id })
    expect(await stage.open().search({ ...only, since: since() })).toBeNull()
    const made = await stage.open().create(only)
    expect((await stage.open().search({ ...only, since: since() }))?.id).toBe(made.id)
  })
})

describe('pulling', () => {
  test('pages that Jira has forgotten are asked for anew, from the last change that was read', async () => {
    const own = stage.fake.addProject('PAGES')
    const made = new Set<string>()
    for (let n = 0; n < 70; n++) made.add((await make({ summary: `p${n}` }, { containerId: own.id })).id)
    const query = { containerId: own.id, type: 'issue' }
    const first = await stage.open().pull({ ...query, cursor: null })
    expect(first.more).toBe(true)
    stage.fake.state.tokensExpired = true
    const second = await stage.open().pull({ ...query, cursor: first.cursor })
    stage.fake.state.tokensExpired = false
    const rest = await pullAll(stage.open(), { ...query, cursor: second.cursor })
    expect(new Set([...first.items, ...second.items, ...rest.items].map(({ id }) => id))).toEqual(made)
  }, 60_000)

  test('an issue that is not as documented keeps none of its page', async () => {
    const made = await make({ summary: 'as documented' })
    const at = '2026-11-28T14:55:23.000+0000'
    const project = { id: stage.containerId, key: 'SHOP', name: 'Shop' }
    const good = { id: made.id, key: made.key, fields: { summary: 'good', created: at, updated: at, project } }
    const odd = { id: '999', key: 'SHOP-999', fields: { ...good.fields, summary: 'odd', updated: 'yesterday' } }
    const body = JSON.stringify({ issues: [odd, good], isLast: true })
    stage.proxy.plan({ kind: 'answer', status: 200, body }, { when: ({ path }) => path.includes('/search/') })
    const page = await stage.open().pull({ containerId: stage.containerId, type: 'issue', cursor: null })
    expect(page.unreadable).toMatchObject([{ type: 'issue', id: '999', key: 'SHOP-999', title: 'odd' }])
    expect(page.items.map(({ id }) => id)).toEqual([made.id])
  })

  test('comments of long threads come once, changed ones again, with their markers', async () => {
    const own = stage.fake.addProject('TALK')
    const on = await make({}, { containerId: own.id })
    await make({ summary: 'without any' }, { containerId: own.id })
    const place = { containerId: own.id, type: 'comment', on: { type: 'issue', id: on.id } }
    const made: Item[] = []
    for (let n = 0; n < 120; n++) made.push(await stage.open().create(draft({ body: `c${n}` }, place)))
    const all = await pullAll(stage.open(), { containerId: own.id, type: 'comment', cursor: null })
    expect(all.items.map(({ fields }) => fields['body'])).toEqual(made.map((_, n) => `c${n}`))
    expect(all.items.map(({ marker }) => marker)).toEqual(made.map(({ marker }) => marker))
    await update(made[5] as Item, { body: 'changed' })
    const next = await pullAll(stage.open(), { containerId: own.id, type: 'comment', cursor: all.cursor })
    expect(next.items.map(({ id, fields }) => [id, fields['body']])).toEqual([[made[5]?.id, 'changed']])
  }, 60_000)

  test('a filter keeps out what it does not find', async () => {
    const own = stage.fake.addProject('FILTER')
    const found = await make({ labels: ['in'] }, { containerId: own.id })
    const other = await make({}, { containerId: own.id })
    const settings = { site: stage.proxy.url, jql: 'labels = in' }
    const session = stage.open()
    const all = { containerId: own.id, type: 'issue' }
    const some = { ...all, query: 'labels = in' }
    expect((await session.pull({ ...some, cursor: null })).items).toHaveLength(1)
    expect([await session.count(some), await session.count(all)]).toEqual([1, 2])
    await expect(session.count({ ...all, query: 'nonsense' })).rejects.toMatchObject({ kind: 'invalid' })
    expect([stage.connector.query?.usual(settings), stage.connector.query?.usual({ jql: '' })]).toEqual([
      'labels = in',
      null,
    ])
    expect(stage.connector.settings.safeParse({ ...settings, jql: 'a = b order by c' }).success).toBe(false)

    // Which of some it finds is as they are, however far the index is behind.
    const ids = [found.id, other.id]
    expect(await session.matching?.({ ...some, ids })).toEqual(new Set([found.id]))
    stage.fake.state.indexPaused = true
    await update(found, { labels: [] })
    await update(other, { labels: ['in'] })
    expect(await session.matching?.({ ...some, ids })).toEqual(new Set([other.id]))
  })

  test('looking when nothing changed costs one request, an update two, a new issue two', async () => {
    const query = { containerId: stage.containerId, type: 'issue' }
    const made = await make({})
    const { cursor } = await pullAll(stage.open(), { ...query, cursor: null })
    const cost = async (work: () => Promise<unknown>) => {
      stage.proxy.clear()
      await work()
      return stage.proxy.requests.length
    }
    expect(await cost(() => stage.open().pull({ ...query, cursor }))).toBe(1)
    expect(await cost(() => update(made, { summary: 'b' }))).toBe(2)
    expect(await cost(() => make({}))).toBe(2)
  })
})

describe('worklogs', () => {
  test('made, found by their marker, changed in part, pulled, removed', async () => {
    const own = stage.fake.addProject('TIME')
    const on = await make({}, { containerId: own.id })
    const place = { containerId: own.id, type: 'worklog', on: { type: 'issue', id: on.id } }
    const times = { started: '2026-11-28T09:00:00.000Z', ended: '2026-11-28T10:30:00.000Z' }
    const given = draft({ ...times, comment: 'a *walk*' }, place)
    stage.proxy.plan({ kind: 'drop' }, { when: isWrite })
    await expect(stage.open().create(given)).rejects.toMatchObject({ kind: 'ambiguous' })
    const made = await stage.open().search({ ...given, since: since() })
    if (!made) throw new Error('it is not found')
    expect(made.fields).toMatchObject({ ...times, minutes: 90, comment: 'a *walk*', author: stage.fake.me.accountId })
    const later = await update(made, { ended: '2026-11-28T11:00:00.000Z' })
    expect(later.fields).toMatchObject({ started: times.started, minutes: 120, comment: 'a *walk*' })
    expect((await update(made, { comment: '' })).fields).toMatchObject({ minutes: 120, comment: '' })
    const { items } = await pullAll(stage.open(), { containerId: own.id, type: 'worklog', cursor: null })
    expect(items).toMatchObject([{ id: made.id, on: place.on, marker: given.marker }])
    expect((await stage.open().get(on, own.id))?.fields['timeSpent']).toBe(120)
    await stage.open().remove(made, own.id)
    expect(await stage.open().get(made, own.id)).toBeNull()
  })
})

describe('what is not there', () => {
  test('a project that cannot be seen any more is no deletion of all that was in it', async () => {
    const own = stage.fake.addProject('LEFT')
    const item = await make({}, { containerId: own.id })
    const place = { containerId: own.id, type: 'comment', on: { type: 'issue', id: item.id } }
    const comment = await stage.open().create(draft({ body: 'b' }, place))
    const at = stage.fake.state.projects.indexOf(own)
    stage.fake.state.projects[at] = { ...own, seenBy: stage.fake.other.accountId }
    for (const ref of [item, comment])
      await expect(stage.open().get(ref, own.id)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(stage.open().remove(item, own.id)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('nor is a token that was taken back, though Jira answers it with 404', async () => {
    const item = await make({})
    await expect(stage.open(stage.revoked).get(item, stage.containerId)).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  test('an id that is none goes into no address', async () => {
    for (const id of ['../../myself', '1/2/3', 'SHOP-1', ''])
      await expect(stage.open().get({ type: 'issue', id }, stage.containerId)).rejects.toMatchObject({
        kind: 'invalid',
      })
  })
})

test('an OAuth token reaches its site through Atlassian’s own address, and no other site', async () => {
  const credentials = { accessToken: stage.fake.accessToken, refreshToken: 'r', expiresAt: null }
  const account = await stage.open(credentials).check()
  expect(account).toMatchObject({
    id: stage.fake.me.accountId,
    scopes: ['read:jira-work', 'write:jira-work'],
    missing: [],
  })
  expect(stage.proxy.requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/^\/ex\/jira\/11223344/))
  const settings = { site: 'https://other.atlassian.net' }
  const policy = { allowPrivateHosts: [stage.proxy.host] }
  await expect(stage.connector.open({ credentials, settings, policy }).check()).rejects.toMatchObject({
    ...{ kind: 'forbidden', message: /does not cover https:\/\/other\.atlassian\.net/ },
  })
})

test('people who can be assigned, and neither apps nor who left', async () => {
  expect((await stage.open().users(stage.containerId)).map(({ name, email }) => [name, email])).toEqual([
    ...[
      ['Orchestrator', 'me@example.com'],
      ['Ann Lee', 'ann@example.com'],
    ],
  ])
})

describe('texts of others', () => {
  /** As somebody else there writes it, in Jira's own form. */
  const written = (text: string, marks: readonly object[] = []) => {
    const content = [{ type: 'paragraph', content: [{ type: 'text', text, ...(marks.length > 0 && { marks }) }] }]
    const description = { type: 'doc', version: 1, content }
    const fields = { project: { id: stage.containerId }, issuetype: { id: '10101' }, summary: 'odd', description }
    const made = stage.fake.as(stage.fake.other, 'POST', '/rest/api/3/issue', { fields })
    expect(made.status).toBe(201)
    return { type: 'issue', id: (made.body as { id: string }).id }
  }

  test('one that cannot be read in time is left out, and keeps neither its issue nor others back', async () => {
    const odd = written('[^a]'.repeat(8_000))
    const fine = await make({ description: 'fine' })
    const { items: found } = await pullAll(stage.open(), {
      containerId: stage.containerId,
      type: 'issue',
      cursor: null,
    })
    const byId = new Map(found.map((item) => [item.id, item.fields]))
    expect(byId.get(fine.id)).toMatchObject({ description: 'fine' })
    expect(byId.get(odd.id)).toMatchObject({ summary: 'odd' })
    expect(byId.get(odd.id)).not.toHaveProperty('description')
    const changed = await stage.open().update(odd, stage.containerId, { labels: ['seen'] })
    expect(changed.fields).toMatchObject({ labels: ['seen'] })
    await stage.open().remove(odd, stage.containerId)
  })

  test('many blanks within a mark are read at once', async () => {
    const odd = written(`a${' '.repeat(32_000)}b`, [{ type: 'strong' }])
    const read = await stage.open().get(odd, stage.containerId)
    expect(String(read?.fields['description'])).toMatch(/^\*\*a +b\*\*$/)
    await stage.open().remove(odd, stage.containerId)
  })
})
