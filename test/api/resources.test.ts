import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploy, type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
let projectId: string
let taskId: string
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
  ;({ projectId, taskId } = await projectWithTask(acme))
})
afterAll(() => api.stop())

interface Life {
  readonly path: string
  create(): Json
  readonly change?: Json
  /** The first DELETE must be possible. */
  readonly remains?: boolean
}

const lives: Record<string, () => Promise<Life>> = {
  members: async () => ({
    path: '/v1/members',
    create: () => ({ name: 'Ada', email: 'ada@x.test', role: 'CONTRIBUTOR' }),
    change: { role: 'MANAGER' },
    remains: true,
  }),
  projects: async () => ({
    path: '/v1/projects',
    create: () => ({ key: 'LIFE', name: 'Life' }),
    change: { health: 'atRisk' },
  }),
  tasks: async () => ({
    path: '/v1/tasks',
    create: () => ({ projectId, title: 'A', tags: ['one'] }),
    change: { status: 'completed', addTags: ['two'] },
  }),
  'task relations': async () => {
    const other = await acme.call('POST', '/v1/tasks', { projectId, title: 'B' })
    return {
      path: '/v1/task-relations',
      create: () => ({ type: 'blocks', fromTaskId: taskId, toTaskId: other.body.id }),
    }
  },
  comments: async () => ({ path: '/v1/comments', create: () => ({ taskId, body: 'Hello' }), change: { body: 'Bye' } }),
  tags: async () => ({ path: '/v1/tags', create: () => ({ name: 'lonely' }), change: { color: '#2f6fed' } }),
  states: async () => ({
    path: '/v1/states',
    create: () => ({ name: 'In review', category: 'started' }),
    change: { name: 'Review' },
  }),
  'custom fields': async () => ({
    path: '/v1/custom-fields',
    create: () => ({ key: 'severity', name: 'Severity', type: 'select', options: ['low', 'high'] }),
    change: { options: ['low', 'high', 'huge'] },
  }),
  rules: async () => ({
    path: '/v1/rules',
    create: () => ({
      name: 'R',
      when: 'task.created',
      if: "event.task.title == 'x'",
      then: [{ action: 'comment.create', body: 'Hi' }],
    }),
    change: { enabled: false },
  }),
  templates: async () => ({
    path: '/v1/templates',
    create: () => ({ name: 'T', kind: 'task', content: { tasks: [{ key: 'a', title: 'A' }] } }),
    change: { description: 'chores' },
  }),
  'API keys': async () => ({
    path: '/v1/api-keys',
    create: () => ({ name: 'CI', scopes: ['workspace.read'] }),
    remains: true,
  }),
}

describe.each(Object.keys(lives))('%s', (name) => {
  it('are made, read, listed, changed and removed', async () => {
    const life = await (lives[name] as () => Promise<Life>)()
    const { call } = acme
    const made = await call('POST', life.path, life.create())
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(`${life.path}/${made.body.id}`)
    const at = `${life.path}/${made.body.id}`
    const { key: _, ...shown } = made.body
    const read = await call('GET', at)
    expect([read.status, read.body]).toEqual([200, name === 'API keys' ? shown : made.body])
    const listed = await call('GET', `${life.path}?limit=200`)
    expect(listed.body.items.map((item: Json) => item.id)).toContain(made.body.id)
    if (life.change) {
      const changed = await call('PATCH', at, life.change, { 'if-match': made.headers.get('etag') ?? '' })
      expect(changed.status).toBe(200)
      expect(changed.headers.get('etag')).toBe(`"${made.body.version + 1}"`)
      expect((await call('GET', at)).body).toEqual(changed.body)
      expect(changed.body).not.toEqual(made.body)
    }
    expect((await call('DELETE', at)).status).toBe(204)
    expect((await call('GET', at)).status).toBe(life.remains ? 200 : 404)
    expect((await call('GET', `${life.path}?limit=200`)).body.items.map((item: Json) => item.id)).not.toContain(
      made.body.id,
    )
  })
})

it('the workspace is read and changed', async () => {
  expect((await acme.call('GET', '/v1/workspace')).body).toMatchObject({ id: acme.workspaceId, slug: acme.slug })
  const changed = await acme.call('PATCH', '/v1/workspace', { timeZone: 'Europe/Berlin' })
  expect(changed.body).toMatchObject({ timeZone: 'Europe/Berlin', version: 2 })
  expect((await acme.call('GET', '/v1/me')).body).toMatchObject({
    workspaceId: acme.workspaceId,
    role: 'ADMIN',
    scopes: null,
  })
})

it.each(['tasks', 'projects'])('%s are archived and brought back', async (path) => {
  const at = `/v1/${path}/${path === 'tasks' ? taskId : projectId}`
  expect((await acme.call('POST', `${at}/archive`)).body.archivedAt).toEqual(expect.any(String))
  const ids = async (archived: string) =>
    (await acme.call('GET', `/v1/${path}?archived=${archived}&limit=200`)).body.items.map((item: Json) => item.id)
  const id = at.split('/').at(-1)
  expect([
    (await ids('false')).includes(id),
    (await ids('true')).includes(id),
    (await ids('any')).includes(id),
  ]).toEqual([false, true, true])
  expect((await acme.call('POST', `${at}/unarchive`)).body.archivedAt).toBeNull()
})

it('members of a project are set, listed and taken back', async () => {
  const member = (await acme.call('POST', '/v1/members', { name: 'Bo', email: 'bo@x.test', role: 'VIEWER' })).body
  const at = `/v1/projects/${projectId}/members`
  expect((await acme.call('PUT', `${at}/${member.id}`, { role: 'MANAGER' })).body).toMatchObject({
    memberId: member.id,
    role: 'MANAGER',
  })
  expect((await acme.call('GET', at)).body.items).toHaveLength(1)
  expect((await acme.call('DELETE', `${at}/${member.id}`)).status).toBe(204)
  expect((await acme.call('GET', at)).body.items).toEqual([])
})

it('playbooks are listed, switched off, run by hand and removed', async () => {
  await deploy(api, acme, [
    {
      id: 'weekly-report',
      triggers: [
        { kind: 'manual', input: { type: 'object', properties: { week: { type: 'integer' } }, required: ['week'] } },
      ],
    },
  ])
  const at = '/v1/playbooks/weekly-report'
  expect((await acme.call('GET', '/v1/playbooks')).body.items.map((item: Json) => item.name)).toEqual(['weekly-report'])
  expect((await acme.call('POST', `${at}/runs`, { input: { week: 'x' } })).body).toMatchObject({
    code: 'invalid_input',
    errors: [{ path: 'input.week' }],
  })
  const requested = await acme.call('POST', `${at}/runs`, { input: { week: 12 } })
  expect(requested.status).toBe(202)
  const [event] = (await acme.call('GET', '/v1/events?type=playbook.run_requested')).body.items
  expect(event).toMatchObject({ id: requested.body.eventId, playbook: 'weekly-report', input: { week: 12 } })
  expect((await acme.call('PATCH', at, { enabled: false })).body.enabled).toBe(false)
  expect((await acme.call('POST', `${at}/runs`, { input: { week: 12 } })).body.code).toBe('invalid_state')
  expect((await acme.call('DELETE', at)).status).toBe(204)
  expect((await acme.call('GET', at)).status).toBe(404)
})

it('tasks are found by every filter', async () => {
  const { call } = acme
  const member = acme.memberId
  const wanted = (
    await call('POST', '/v1/tasks', {
      projectId,
      title: 'Überraschung im Ofen',
      type: 'bug',
      priority: 'urgent',
      status: 'started',
      assigneeId: member,
      parentId: taskId,
      tags: ['rare'],
      dueDate: '2027-01-01',
    })
  ).body
  const since = encodeURIComponent(wanted.updatedAt)
  const queries = [
    `projectId=${projectId}&status=started,triage`,
    `stateId=${wanted.stateId}`,
    `assigneeId=${member}`,
    `parentId=${taskId}`,
    'tag=rare',
    'priority=urgent,high',
    'type=bug',
    `updatedSince=${since}`,
    'q=überr%20ofen',
    `q=${wanted.identifier}`,
    `q=${wanted.identifier.toLowerCase()}`,
  ]
  for (const query of queries)
    expect([query, (await call('GET', `/v1/tasks?${query}`)).body.items.map((task: Json) => task.id)]).toEqual([
      query,
      [wanted.id],
    ])
  for (const query of ['assigneeId=none', 'parentId=none', 'status=canceled', 'q=nothing', 'tag=rar']) {
    expect((await call('GET', `/v1/tasks?${query}&limit=200`)).body.items.map((task: Json) => task.id)).not.toContain(
      wanted.id,
    )
  }
})

it('a batch of commands happens as a whole or not at all', async () => {
  const id = crypto.randomUUID()
  const good = { type: 'task.create', data: { projectId, title: 'In a batch', id } }
  const refused = await acme.call('POST', '/v1/commands', {
    commands: [good, { type: 'comment.create', data: { taskId: crypto.randomUUID(), body: 'x' } }],
  })
  expect([refused.status, refused.body.code]).toEqual([404, 'not_found'])
  expect((await acme.call('GET', `/v1/tasks/${id}`)).status).toBe(404)
  const done = await acme.call('POST', '/v1/commands', {
    commands: [good, { type: 'comment.create', data: { taskId: id, body: 'x' } }],
  })
  expect(done.body.results.map((result: Json) => [result.type, result.applied])).toEqual([
    ['task.create', true],
    ['comment.create', true],
  ])
  const notPublic = await acme.call('POST', '/v1/commands', { commands: [{ type: 'webhook.receive', data: {} }] })
  expect([notPublic.status, notPublic.body.errors[0].path]).toEqual([400, 'commands.0.type'])
})

it('an entity that the caller has already is not sent again', async () => {
  const first = await acme.call('GET', `/v1/tasks/${taskId}`)
  const second = await acme.call('GET', `/v1/tasks/${taskId}`, undefined, {
    'if-none-match': first.headers.get('etag') ?? '',
  })
  expect([second.status, second.body]).toEqual([304, ''])
})

it('without key.manage one sees one’s own keys alone', async () => {
  const other = await api.caller(acme, { role: 'CONTRIBUTOR' })
  const { items } = (await other.call('GET', '/v1/api-keys')).body
  expect(items.map((key: Json) => key.memberId)).toEqual([other.memberId])
  const foreign = (await acme.call('GET', `/v1/api-keys?memberId=${acme.memberId}`)).body.items[0]
  expect((await other.call('GET', `/v1/api-keys/${foreign.id}`)).status).toBe(404)
  expect((await other.call('GET', `/v1/api-keys?memberId=${acme.memberId}`)).body.items).toEqual([])
})
