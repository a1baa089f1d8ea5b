import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let owner: TestWorkspace
let manager: TestWorkspace
let contributor: TestWorkspace
let viewer: TestWorkspace
let projectId: string
let taskId: string
beforeAll(async () => {
  api = await startApi()
  owner = await api.workspace()
  manager = await api.caller(owner, { role: 'MANAGER' })
  contributor = await api.caller(owner, { role: 'CONTRIBUTOR' })
  viewer = await api.caller(owner, { role: 'VIEWER' })
  ;({ projectId, taskId } = await projectWithTask(owner))
})
afterAll(() => api.stop())

const priority = (value: string, id = taskId) => ({
  ...{ key: 'priority', command: 'task.update', data: { id, priority: value }, confidence: 0.9 },
})
const made = (title: string, key = 'made') => ({ key, command: 'task.create', data: { projectId, title } })
const propose = async (operations: Json[], more: Json = {}, who = contributor): Promise<Json> => {
  const answer = await who.call('POST', '/v1/patches', { title: 'Tidy up', operations, ...more })
  expect([answer.status, answer.body.code]).toEqual([201, undefined])
  return answer.body
}
const newTask = async (title = 'Task') =>
  (await owner.call('POST', '/v1/tasks', { projectId, title })).body.id as string
const task = async (id = taskId) => (await owner.call('GET', `/v1/tasks/${id}`)).body
const titled = async (title: string) =>
  (await owner.call('GET', `/v1/tasks?projectId=${projectId}&limit=200`)).body.items.filter(
    (one: Json) => one.title === title,
  )
const statuses = ({ operations }: Json) => operations.map(({ key, status }: Json) => [key, status])

describe('/v1/patches', () => {
  it('is proposed without any right to what is proposed, read, listed, and changes nothing', async () => {
    const id = await newTask()
    const agent = await api.caller(owner, { role: 'CONTRIBUTOR', scopes: ['workspace.read', 'patch.propose'] })
    const author = { agent: 'triage', model: 'gpt-5', costUsd: '0.01' }
    const patch = await propose([priority('urgent', id), made('Never')], { author, rationale: 'since' }, agent)
    expect(patch).toMatchObject({
      ...{ status: 'proposed', projectId, author: { agent: 'triage', agentVersion: null }, rationale: 'since' },
      operations: [
        { summary: 'Set priority urgent', before: { priority: 'none' } },
        { summary: 'Create task “Never”' },
      ],
    })
    expect(await task(id)).toMatchObject({ priority: 'none', version: 1 })
    expect(await titled('Never')).toEqual([])
    expect((await viewer.call('GET', `/v1/patches/${patch.id}`)).body).toEqual(patch)
    const found = async (query: string) =>
      (await viewer.call('GET', `/v1/patches?${query}`)).body.items.map((one: Json) => one.id)
    for (const query of [
      `taskId=${id}`,
      `agent=triage&status=proposed,stale`,
      `memberId=${agent.memberId}&projectId=${projectId}`,
    ])
      expect([query, await found(query)]).toEqual([query, [patch.id]])
    expect(await found(`agent=triage&status=applied`)).toEqual([])
    expect((await viewer.call('GET', '/v1/patches?status=gone')).body.errors[0].path).toBe('status.0')
    expect((await agent.call('POST', `/v1/patches/${patch.id}/accept`, {})).body.details).toEqual({
      permission: 'patch.review',
    })
    expect((await viewer.call('POST', '/v1/patches', { title: 'x', operations: [made('x')] })).status).toBe(403)
  })

  it('is accepted as a whole and applied, once, and undone, and that is undone', async () => {
    const id = await newTask('Base')
    const patch = await propose([priority('high', id), made('Once')])
    const answers = await Promise.all(
      [manager, owner, manager, owner].map((who) => who.call('POST', `/v1/patches/${patch.id}/accept`, {})),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    const done = answers.find(({ status }) => status === 200)?.body
    expect([done.status, statuses(done)]).toEqual([
      'applied',
      [
        ['priority', 'applied'],
        ['made', 'applied'],
      ],
    ])
    expect([(await task(id)).priority, (await titled('Once')).length]).toEqual(['high', 1])
    const { items } = (await owner.call('GET', `/v1/events?subjectId=${patch.id}&type=patch.applied`)).body
    const of = (await owner.call('GET', `/v1/events?after=${items[0].seq - 4}&limit=5`)).body.items
    expect(of.filter((event: Json) => event.commandId === items[0].commandId).map((event: Json) => event.type)).toEqual(
      ['patch.reviewed', 'task.updated', 'task.created', 'patch.applied'],
    )

    expect((await viewer.call('POST', `/v1/patches/${patch.id}/undo`)).status).toBe(403)
    const undone = await manager.call('POST', `/v1/patches/${patch.id}/undo`)
    expect([undone.status, undone.headers.get('location'), undone.body.undoesId, undone.body.status]).toEqual([
      ...[201, `/v1/patches/${undone.body.id}`, patch.id, 'applied'],
    ])
    expect([(await task(id)).priority, await titled('Once')]).toEqual(['none', []])
    expect((await owner.call('GET', `/v1/patches/${patch.id}`)).body).toMatchObject({
      ...{ status: 'undone', undoneById: undone.body.id },
    })
    expect((await manager.call('POST', `/v1/patches/${patch.id}/undo`)).body.code).toBe('invalid_state')
    expect((await manager.call('POST', `/v1/patches/${undone.body.id}/undo`)).status).toBe(201)
    expect([(await task(id)).priority, (await titled('Once')).length]).toEqual(['high', 1])
  })

  it('is decided on operation by operation, edited, and applied later', async () => {
    const id = await newTask()
    const patch = await propose([priority('low', id), made('Unwanted'), made('Other', 'other')])
    const path = `/v1/patches/${patch.id}`
    const accepted = await manager.call('POST', `${path}/accept`, {
      ...{ operations: ['priority'], edits: { priority: { priority: 'medium' } }, apply: false },
    })
    expect([accepted.status, accepted.body.status]).toEqual([200, 'partly_accepted'])
    expect((await task(id)).priority).toBe('none')
    const rejected = await manager.call('POST', `${path}/reject`, { operations: ['made'], reason: 'no need' })
    expect(rejected.body.operations[1]).toMatchObject({ status: 'rejected', reason: 'no need' })
    const reviewed = await manager.call('POST', `${path}/review`, { decisions: [{ key: 'other', decision: 'reject' }] })
    expect(reviewed.body.status).toBe('accepted')
    const applied = await manager.call('POST', `${path}/apply`)
    expect(statuses(applied.body)).toEqual([
      ['priority', 'applied'],
      ['made', 'rejected'],
      ['other', 'rejected'],
    ])
    expect([(await task(id)).priority, await titled('Unwanted')]).toEqual(['medium', []])
    expect((await manager.call('POST', `${path}/apply`)).body.code).toBe('invalid_state')
    const torn = await propose([made('Basis'), { ...made('On it', 'on'), dependsOn: ['made'] }, made('Free', 'free')])
    const rest = { decisions: [{ key: 'made', decision: 'reject' }], others: { decision: 'accept' } }
    expect(statuses((await manager.call('POST', `/v1/patches/${torn.id}/review`, rest)).body)).toEqual([
      ['made', 'rejected'],
      ['on', 'rejected'],
      ['free', 'accepted'],
    ])
    const all = await propose([made('Not this'), made('Nor this', 'nor')])
    const none = await manager.call('POST', `/v1/patches/${all.id}/reject`, { reason: 'no' })
    expect([none.body.status, none.body.operations[1].reason]).toEqual(['rejected', 'no'])
  })

  it('does not overwrite what has changed, and shows it', async () => {
    const id = await newTask('Contested')
    const last = { ...made('Behind', 'behind'), dependsOn: ['priority'] }
    const patch = await propose([priority('high', id), last, made('Beside', 'beside')])
    await owner.call('PATCH', `/v1/tasks/${id}`, { priority: 'low' })
    const path = `/v1/patches/${patch.id}`
    const diff = (await viewer.call('GET', `${path}/diff`)).body
    expect(diff.operations).toMatchObject([
      { key: 'priority', stale: 'changed since: priority', fields: [{ before: 'none', now: 'low', after: 'high' }] },
      { key: 'behind', stale: 'it depends on priority, which is stale' },
      {
        key: 'beside',
        stale: null,
        fields: expect.arrayContaining([{ field: 'title', before: null, now: null, after: 'Beside' }]),
      },
    ])
    const text = await viewer.call('GET', `${path}/diff?format=text`)
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(text.body).toContain('- priority: "none"\n! priority: "low" by now\n+ priority: "high"\n')
    const markdown = await viewer.call('GET', `${path}/diff`, undefined, { accept: 'text/markdown' })
    expect([markdown.headers.get('content-type'), markdown.body.slice(0, 22)]).toEqual([
      ...['text/markdown; charset=utf-8', '## Tidy up (proposed)\n'],
    ])
    const done = (await manager.call('POST', `${path}/accept`, {})).body
    expect([done.status, statuses(done)]).toEqual([
      'applied',
      [
        ['priority', 'stale'],
        ['behind', 'stale'],
        ['beside', 'applied'],
      ],
    ])
    expect(done.operations[0].conflicts).toEqual([{ field: 'priority', before: 'none', now: 'low' }])
    expect((await task(id)).priority).toBe('low')
    // Accepted although it has changed.
    const anew = await manager.call('POST', `${path}/accept`, { operations: ['priority'] })
    expect([anew.status, (await task(id)).priority]).toEqual([200, 'high'])
    expect((await viewer.call('GET', `${path}/diff`)).body.operations[0]).toMatchObject({
      ...{ stale: null, fields: [{ field: 'priority', before: 'low', now: 'high', after: 'high' }] },
    })
  })

  it('names the place of what is wrong, and keeps nothing', async () => {
    const bad = async (operations: Json[], more: Json = {}) => {
      const { status, body } = await contributor.call('POST', '/v1/patches', { title: 'Bad', operations, ...more })
      return [status, body.errors?.[0]?.path]
    }
    const nobody = crypto.randomUUID()
    expect(await bad([priority('high'), { ...made('x'), data: { projectId, title: '' } }])).toEqual([
      ...[400, 'operations.1.data.title'],
    ])
    expect(await bad([priority('high', nobody)])).toEqual([404, 'operations.0.data.id'])
    expect(await bad([{ ...made('x'), dependsOn: ['y'] }])).toEqual([400, 'operations.0.dependsOn.0'])
    expect(await bad([made('x'), made('y')])).toEqual([400, 'operations.1.key'])
    expect(await bad([{ key: 'a', command: 'task.delete', data: { id: taskId } }])).toEqual([
      ...[400, 'operations.0.command'],
    ])
    expect(await bad([])).toEqual([400, 'operations'])
    expect((await viewer.call('GET', '/v1/patches?limit=200')).body.items.map((one: Json) => one.title)).not.toContain(
      'Bad',
    )
    const { id } = await propose([priority('high')])
    const wrong = async (verb: string, body: Json) => {
      const answer = await manager.call('POST', `/v1/patches/${id}/${verb}`, body)
      return [answer.status, answer.body.errors?.[0]?.path]
    }
    expect(await wrong('accept', { operations: ['priority', 'nothing'] })).toEqual([400, 'operations.1'])
    expect(await wrong('accept', { edits: { priority: { priority: 'most' } } })).toEqual([
      400,
      'edits.priority.priority',
    ])
    expect(await wrong('accept', { edits: { nothing: {} } })).toEqual([400, 'edits.nothing'])
    expect(await wrong('accept', { operations: ['priority'], edits: { other: {} } })).toEqual([400, 'edits.other'])
    expect(await wrong('reject', { operations: ['nothing'] })).toEqual([400, 'operations.0'])
    expect(await wrong('review', {})).toEqual([400, 'decisions'])
    expect((await viewer.call('GET', `/v1/patches/${id}/diff?format=html`)).body.errors[0].path).toBe('format')
    expect((await owner.call('GET', `/v1/patches/${id}`)).body.version).toBe(1)
  })

  it('is applied with the rights of whoever accepts, as a whole or not at all', async () => {
    const project = { key: 'project', command: 'project.update', data: { id: projectId, description: 'Mine' } }
    const patch = await propose([made('Half'), project])
    const refused = await contributor.call('POST', `/v1/patches/${patch.id}/accept`, {})
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
    expect(refused.body.detail).toContain('operations.project')
    expect(await titled('Half')).toEqual([])
    expect((await owner.call('GET', `/v1/patches/${patch.id}`)).body).toEqual(patch)
    expect((await manager.call('POST', `/v1/patches/${patch.id}/accept`, {})).body.status).toBe('applied')
    const narrowed = await api.caller(manager, { scopes: ['workspace.read', 'patch.review'] })
    const other = await propose([made('Narrow')])
    expect((await narrowed.call('POST', `/v1/patches/${other.id}/accept`, {})).status).toBe(403)
    const kept = await narrowed.call('POST', `/v1/patches/${other.id}/accept`, { apply: false })
    expect([kept.status, kept.body.status]).toEqual([200, 'accepted'])
  })

  it('a repeated request is answered like the first, whatever has become of the patch since', async () => {
    const { id } = await propose([made('Again')])
    const repeat = async (verb: string, body?: Json) => {
      const send = () => manager.call('POST', `/v1/patches/${id}/${verb}`, body, { 'idempotency-key': `${id} ${verb}` })
      const [first, second] = [await send(), await send()]
      expect([verb, first.status < 300, second.status, second.body]).toEqual([verb, true, first.status, first.body])
      expect(second.headers.get('idempotency-replayed')).toBe('true')
      return first.body
    }
    expect((await repeat('accept', {})).status).toBe('applied')
    await repeat('undo')
    expect((await repeat('accept', {})).status).toBe('applied')
    const other = await propose([made('Gone')])
    const withdraw = () => contributor.call('POST', `/v1/patches/${other.id}/withdraw`)
    expect([(await withdraw()).body.status, (await withdraw()).body.code]).toEqual(['withdrawn', 'invalid_state'])
  })

  it('another workspace’s patch is not there', async () => {
    const { id } = await propose([made('Mine')])
    const stranger = await api.workspace()
    for (const [method, verb, body] of [
      ['GET', '', undefined],
      ['GET', '/diff', undefined],
      ['POST', '/accept', {}],
      ['POST', '/reject', {}],
      ['POST', '/review', { others: { decision: 'accept' } }],
      ['POST', '/apply', undefined],
      ['POST', '/undo', undefined],
      ['POST', '/withdraw', undefined],
    ] as const)
      expect([verb, (await stranger.call(method, `/v1/patches/${id}${verb}`, body)).status]).toEqual([verb, 404])
    expect((await stranger.call('GET', '/v1/patches')).body.items).toEqual([])
  })
})

describe('/v1/patch-policies', () => {
  it('lets operations of agents be applied at once, within the rights of whoever proposes', async () => {
    const body = { name: 'By itself', agent: 'triage', commands: ['task.update'], minConfidence: 0.8 }
    expect((await contributor.call('POST', '/v1/patch-policies', body)).status).toBe(403)
    const policy = await manager.call('POST', '/v1/patch-policies', body)
    expect([policy.status, policy.body]).toEqual([201, expect.objectContaining({ ...body, enabled: true })])
    expect((await manager.call('POST', '/v1/patch-policies', body)).body.code).toBe('already_exists')
    const id = await newTask()
    const author = { agent: 'triage' }
    const operations = [priority('high', id), made('By hand')]
    const patch = await propose(operations, { author })
    expect([patch.status, statuses(patch)]).toEqual([
      'partly_accepted',
      [
        ['priority', 'applied'],
        ['made', 'pending'],
      ],
    ])
    expect(patch.operations[0].decidedBy).toEqual({ policyId: policy.body.id })
    expect((await task(id)).priority).toBe('high')
    const narrowed = await api.caller(owner, { role: 'CONTRIBUTOR', scopes: ['workspace.read', 'patch.propose'] })
    expect(statuses(await propose([priority('low', id)], { author }, narrowed))).toEqual([['priority', 'pending']])
    expect(statuses(await propose([priority('low', id)]))).toEqual([['priority', 'pending']])

    const path = `/v1/patch-policies/${policy.body.id}`
    expect((await manager.call('PATCH', path, { enabled: false })).body.enabled).toBe(false)
    expect(statuses(await propose([priority('low', id)], { author }))).toEqual([['priority', 'pending']])
    expect((await viewer.call('GET', '/v1/patch-policies?name=By%20itself')).body.items).toMatchObject([
      { enabled: false },
    ])
    expect((await contributor.call('DELETE', path)).status).toBe(403)
    expect([(await manager.call('DELETE', path)).status, (await manager.call('GET', path)).status]).toEqual([204, 404])
  })
})
