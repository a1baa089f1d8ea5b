import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let owner: TestWorkspace
let projectId: string
beforeAll(async () => {
  api = await startApi()
  owner = await api.workspace()
  projectId = (await owner.call('POST', '/v1/projects', { key: 'FAIR', name: 'Fair' })).body.id
})
afterAll(() => api.stop())

const plan = (body: Json, who = owner, headers: Record<string, string> = {}) =>
  who.call('POST', `/v1/projects/${projectId}/plans`, body, headers)
const text = `# The fair

- Draw the stand (2d)
- Order the walls (30m), after Draw the stand`
const patchCount = async () =>
  (await owner.call('GET', `/v1/patches?projectId=${projectId}&limit=200`)).body.items.length

it('a document becomes a patch, which is applied as it was shown', async () => {
  const answer = await plan({ text })
  expect([answer.status, answer.body.title, answer.body.questions]).toEqual([200, 'The fair', []])
  const { patchId, schedule, diff } = answer.body
  expect(answer.headers.get('location')).toBe(`/v1/patches/${patchId}`)
  expect(diff.operations.map(({ summary }: Json) => summary)).toEqual([
    'Create task “Draw the stand”',
    'Create task “Order the walls”',
    'Relate “Draw the stand” to “Order the walls”: blocks',
  ])
  expect(schedule).toMatchObject({ unit: 'minutes', perDay: 360, criticalPath: ['t1', 't2'] })
  expect((await owner.call('POST', `/v1/patches/${patchId}/accept`, {})).body.status).toBe('applied')
  const tasks = (await owner.call('GET', `/v1/tasks?projectId=${projectId}`)).body.items
  const made = tasks.find(({ title }: Json) => title === 'Draw the stand')
  const planned = schedule.tasks.find(({ key }: Json) => key === 't1')
  expect(made).toMatchObject({
    estimatedMinutes: 720,
    assigneeId: owner.memberId,
    startDate: planned.startDate,
    dueDate: planned.dueDate,
  })
})

it('a dry run computes all and proposes nothing', async () => {
  const before = await patchCount()
  const { status, body } = await plan({ text, dryRun: true })
  expect([status, body.patchId, body.diff, body.operations.length]).toEqual([200, null, null, 3])
  expect(await patchCount()).toBe(before)
})

it('a goal alone is answered with a question, and one with a text is its title', async () => {
  const alone = await plan({ goal: 'A fair' })
  expect(alone.body).toMatchObject({
    patchId: null,
    operations: [],
    questions: ['What has to be done for “A fair”? The plan names no task.'],
  })
  expect((await plan({ goal: 'A fair', text, dryRun: true })).body.title).toBe('A fair')
})

it('a draft, as a model gives it', async () => {
  const tasks = [{ key: 'a', title: 'Ask around', size: 'S' }]
  const { body } = await plan({ draft: { title: 'Ideas', questions: ['Which day?'], tasks }, capacityPerDay: 60 })
  expect(body.questions[0]).toBe('Which day?')
  expect(body.schedule).toMatchObject({ perDay: 60, tasks: [{ key: 'a', estimate: 120, precedents: 0 }] })
})

it('a task is split by what its description lists', async () => {
  const task = {
    projectId,
    title: 'Stand',
    estimatedMinutes: 160,
    description: 'In two steps:\n\n- Walls (L)\n- Lights (M)',
  }
  const { id } = (await owner.call('POST', '/v1/tasks', task)).body
  const { body } = await plan({ mode: 'split', taskId: id })
  expect(body.title).toMatch(/^Split FAIR-\d+ into 2 tasks$/)
  expect(body.operations.map(({ key, data }: Json) => [key, data.estimatedMinutes])).toEqual([
    ['whole', null],
    ['task-t1', 120],
    ['task-t2', 40],
  ])
  const empty = (await owner.call('POST', '/v1/tasks', { projectId, title: 'Nothing' })).body.id
  expect((await plan({ mode: 'split', taskId: empty })).body.errors[0].path).toBe('text')
})

it('a late project is replanned', async () => {
  const late = { projectId, title: 'Late', dueDate: '2026-01-05', assigneeId: owner.memberId, estimatedMinutes: 60 }
  const { id } = (await owner.call('POST', '/v1/tasks', late)).body
  const { body } = await plan({ mode: 'replan' })
  const moved = body.operations.find(({ data }: Json) => data.id === id)
  expect(moved).toMatchObject({
    command: 'task.update',
    rationale: expect.stringContaining('It was due on 2026-01-05'),
  })
  expect(moved.data.dueDate > '2026-01-05').toBe(true)
})

it('needs patch.propose in the project and workspace.read, and changes nothing without', async () => {
  const before = await patchCount()
  const viewer = await api.caller(owner, { role: 'VIEWER' })
  for (const body of [{ text }, { text, dryRun: true }, { goal: 'A fair' }])
    expect((await plan(body, viewer)).body.details).toEqual({ permission: 'patch.propose' })
  const blind = await api.caller(owner, { role: 'CONTRIBUTOR', scopes: ['patch.propose'] })
  expect((await plan({ text }, blind)).body.details).toEqual({ permission: 'workspace.read' })
  const stranger = await api.workspace()
  expect((await plan({ text }, stranger)).status).toBe(404)
  expect(await patchCount()).toBe(before)
  const agent = await api.caller(owner, { role: 'CONTRIBUTOR', scopes: ['workspace.read', 'patch.propose'] })
  expect((await plan({ text }, agent)).status).toBe(200)
})

it.each([
  [{}, 'text'],
  [{ text, draft: { title: 'x' } }, 'draft'],
  [{ mode: 'split', text }, 'taskId'],
  [{ mode: 'replan', memberIds: [crypto.randomUUID()] }, 'memberIds'],
  [{ draft: { title: 'x', tasks: [{ key: 'a', title: 'A', dependsOn: ['b'] }] } }, 'draft.tasks.0.dependsOn.0'],
  [{ draft: { title: 'x', tasks: [{ key: 'a b', title: 'A' }] } }, 'draft.tasks.0.key'],
  [{ text: Array.from({ length: 101 }, (_, n) => `- Task ${n}`).join('\n') }, 'text'],
  [{ text, capacityPerDay: 0 }, 'capacityPerDay'],
  [{ text, due: '2027-01-01' }, 'due'],
])('refused with its place: %j', async (body, path) => {
  const { status, body: problem } = await plan(body)
  expect([status, problem.errors[0].path]).toEqual([400, path])
})

it('repeated under its key it proposes once, though time and work went on', async () => {
  const headers = { 'idempotency-key': 'plan' }
  const first = await plan({ text }, owner, headers)
  await owner.call('POST', '/v1/tasks', {
    projectId,
    title: 'Meanwhile',
    assigneeId: owner.memberId,
    estimatedMinutes: 9_000,
  })
  const second = await plan({ text }, owner, headers)
  expect([second.body.patchId, second.body.diff, second.headers.get('idempotency-replayed')]).toEqual([
    first.body.patchId,
    first.body.diff,
    'true',
  ])
  expect((await plan({ text: '- Another' }, owner, headers)).body.code).toBe('command_conflict')
})
