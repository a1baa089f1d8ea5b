import { type CommandInput, newId, type Permission, type Principal } from '@orchestrator/domain'
import { beginStep, endStep, keepSuggestions } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { propose, update } from '../../../test/support/patches.ts'
import { errorOf, openTestStore, type TestStore, type TestWorkspace } from '../../../test/support/workspace.ts'
import { callTool } from './call-tool.ts'
import { mostOutput } from './output/fit.ts'
import { toolNames } from './tool-specs.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

type Answer = Record<string, never> & { items: Record<string, never>[]; nextCursor?: string; leftOut?: unknown }
const call = async (name: string, input: object = {}, as: Principal = w.owner, tools = toolNames) =>
  (await callTool({ store: w.store }, as, {
    ...{ name, input, commandId: newId(), allowed: { tools, proposes: [] } },
  })) as Answer
const scoped = (scopes: readonly Permission[]): Principal => ({ ...w.owner, scopes })
const titles = ({ items }: Answer) => items.map(({ title }) => title)

describe('tasks', () => {
  test('are listed by filters, page by page, and archived ones are left out', async () => {
    const project = await w.project()
    const [first, second, gone] = [
      await w.task(project, { title: 'First', tags: [], priority: 'high' }),
      await w.task(project, { title: 'Second', parentId: undefined }),
      await w.task(project, { title: 'Gone' }),
    ]
    await w.run('task.archive', { id: gone })
    await w.task(project, { title: 'Part', parentId: second })
    expect(titles(await call('list_tasks', { projectId: project, parentId: 'none' }))).toEqual(['First', 'Second'])
    expect(titles(await call('list_tasks', { projectId: project, priority: ['high', 'urgent'] }))).toEqual(['First'])
    expect(titles(await call('list_tasks', { projectId: project, words: 'sec' }))).toEqual(['Second'])
    const page = await call('list_tasks', { projectId: project, limit: 2 })
    expect(titles(page)).toEqual(['First', 'Second'])
    const next = await call('list_tasks', { projectId: project, limit: 2, cursor: page.nextCursor })
    expect([titles(next), next.nextCursor]).toEqual([['Part'], undefined])
    const other = { projectId: project, sort: 'dueDate', cursor: page.nextCursor }
    expect(await errorOf(call('list_tasks', other))).toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'cursor' }],
    })
    expect(page.items[0]).toMatchObject({ id: first, priority: 'high', status: 'unstarted' })
    expect(page.items[0]).not.toHaveProperty('assigneeId')
  })

  test('are shown whole, by id or identifier, with what hangs on them', async () => {
    const project = await w.project()
    const [task, blocker] = [
      await w.task(project, { title: 'Login', description: 'd'.repeat(7_000) }),
      await w.task(project),
    ]
    await w.task(project, { title: 'Part', parentId: task })
    await w.run('task_relation.create', { type: 'blocks', fromTaskId: blocker, toTaskId: task })
    await w.run('task_link.add', { taskId: task, url: 'https://example.com/spec', title: 'Spec' } as never)
    await w.run('comment.create', { taskId: task, body: 'The first' })
    await w.run('comment.create', { taskId: task, body: 'c'.repeat(1_000) })
    const found = (await call('get_task', { task })) as Record<string, never>
    expect(found).toMatchObject({
      ...{ id: task, title: 'Login', parts: [{ title: 'Part' }] },
      relations: [{ type: 'blocked by', taskId: blocker }],
      links: [{ title: 'Spec', url: 'https://example.com/spec' }],
    })
    expect(found['description']).toBe(
      `${'d'.repeat(6_000)}… (1000 more characters; get_task with descriptionFrom: 6000 goes on)`,
    )
    const comments = found['comments'] as unknown as { body: string }[]
    expect(comments.map(({ body }) => body)).toEqual([
      `${'c'.repeat(600)}… (400 more characters; list_comments has more)`,
      'The first',
    ])
    const byName = await call('get_task', { task: String(found['identifier']).toLowerCase(), descriptionFrom: 6_000 })
    expect(byName).toMatchObject({ id: task, description: 'd'.repeat(1_000) })
    const listed = await call('list_comments', { task, limit: 1 })
    expect(listed.items).toMatchObject([{ body: 'c'.repeat(1_000) }])
    expect((await call('list_comments', { task, limit: 1, cursor: listed.nextCursor })).items).toMatchObject([
      { body: 'The first' },
    ])
  })

  test('that are done and alike are found with how long they took', async () => {
    const project = await w.project()
    const done = async (title: string, data: Partial<CommandInput<'task.create'>>) => {
      const id = await w.task(project, { title, ...data })
      await w.run('task.update', { id, status: 'completed' })
      return id
    }
    const alike = await done('Write release notes for April', { estimatedMinutes: 60, actualMinutes: 90 })
    await done('Write the release notes', { estimatedMinutes: 30, actualMinutes: 30 })
    await done('Paint the fence', { actualMinutes: 500 })
    await w.task(project, { title: 'Write release notes' })
    const task = await w.task(project, { title: 'Write release notes for June' })
    const found = await call('similar_tasks', { task, projectId: project })
    expect(found).toMatchObject({
      found: 2,
      actualMinutes: { of: 2, p50: 30, p85: 90 },
      actualByEstimated: { of: 2, p50: 1, p85: 1.5 },
    })
    expect(found['tasks']).toMatchObject([
      { id: alike, likeness: 1, actualMinutes: 90 },
      { title: 'Write the release notes' },
    ])
    expect(await call('similar_tasks', { title: 'Unheard of' })).toMatchObject({ found: 0, tasks: [] })
    expect((await errorOf(call('similar_tasks', { task, title: 'x' }))).code).toBe('invalid_input')
  })
})

test('words find tasks, projects and comments, and a wildcard is a character like others', async () => {
  const { id: project } = (await w.run('project.create', { key: 'ZEB', name: 'Zebra crossing' })).result
  const task = await w.task(project, { title: 'Zebra stripes' })
  await w.run('comment.create', { taskId: task, body: 'A ZEBRA is 100% striped' })
  expect(await call('search', { words: 'zebra' })).toMatchObject({
    tasks: [{ id: task }],
    projects: [{ id: project }],
    comments: [{ taskId: task }],
  })
  expect(await call('search', { words: '100% zebra', in: ['comments'] })).toMatchObject({
    comments: [{ taskId: task }],
  })
  expect(await call('search', { words: '1%striped', in: ['comments'] })).toEqual({ comments: [] })
})

test('a project is shown with its tasks’ counts, states, tags and fields, and with how it is doing', async () => {
  const project = await w.project()
  await w.task(project)
  await w.run('task.update', { id: await w.task(project), status: 'completed' })
  await w.run('tag.create', { name: 'urgent-ish' } as never)
  const shown = await call('get_project', { projectId: project })
  expect(shown).toMatchObject({ id: project, tasks: { unstarted: 1, completed: 1 } })
  expect(shown['states']).toMatchObject([{ name: 'Triage', category: 'triage' }, {}, {}, {}, {}, {}])
  expect(shown['tags']).toContain('urgent-ish')
  expect((await call('list_projects', {})).items.map(({ id }) => id)).toContain(project)
  const health = await call('get_project_health', { projectId: project })
  expect(health).toMatchObject({ project: { id: project }, status: expect.any(String), figures: expect.any(Object) })
  expect((await errorOf(call('get_project_health', { projectId: newId() }))).code).toBe('not_found')
})

test('milestones, cycles and members are listed', async () => {
  const project = await w.project()
  await w.run('milestone.create', { projectId: project, name: 'Beta', targetDate: '2027-02-01' } as never)
  const days = { startsAt: '2027-01-04T00:00:00Z', endsAt: '2027-01-18T00:00:00Z' }
  await w.run('cycle.create', { projectId: project, name: 'Sprint 1', ...days } as never)
  expect((await call('list_milestones', { projectId: project })).items).toMatchObject([{ name: 'Beta' }])
  expect((await call('list_milestones', { projectId: project, reached: true })).items).toEqual([])
  expect((await call('list_cycles', { projectId: project, state: ['upcoming'] })).items).toMatchObject([
    { name: 'Sprint 1' },
  ])
  expect((await call('list_members', { role: 'ADMIN' })).items).toMatchObject([{ name: 'Ada', role: 'ADMIN' }])
})

test('patches are listed and shown with what they would do', async () => {
  const task = await w.task(await w.project())
  const id = await propose(w, [
    update('due', task, { dueDate: '2027-01-04' }),
    update('text', task, { description: 'x'.repeat(9_000) }),
  ])
  expect((await call('list_patches', { taskId: task, status: ['proposed'] })).items).toMatchObject([
    { id, status: 'proposed' },
  ])
  const shown = await call('get_patch', { patchId: id })
  expect(shown['operations']).toMatchObject([
    { key: 'due', status: 'pending', data: { dueDate: '2027-01-04' } },
    { key: 'text', data: expect.stringContaining('more characters; get_patch with operations: ["text"] has more') },
  ])
  const one = await call('get_patch', { patchId: id, operations: ['due'] })
  expect(one['operations']).toHaveLength(1)
})

test('the log is read from its end, and what only auditors see is not in it for others', async () => {
  const project = await w.project()
  const task = await w.task(project, { title: 'Old' })
  await w.run('task.update', { id: task, title: 'New' })
  const found = await call('list_events', { subjectId: task, limit: 1 })
  expect(found.items).toMatchObject([
    {
      type: 'task.updated',
      changes: { title: { before: 'Old', after: 'New' } },
      name: expect.stringMatching(/-\d+ New$/),
    },
  ])
  const before = await call('list_events', { subjectId: task, before: found['goOnBefore'], limit: 1 })
  expect(before.items).toMatchObject([{ type: 'task.created' }])
  const member = w.owner.actor.memberId
  await w.run('notification.send', { to: { memberId: member }, title: 'Psst' } as never)
  const types = async (as: Principal) => (await call('list_events', {}, as)).items.map(({ type }) => type)
  expect(await types(w.owner)).toContain('notification.sent')
  expect(await types(scoped(['workspace.read']))).not.toContain('notification.sent')
})

test('runs are listed and shown with their steps, without what steps sent', async () => {
  const task = await w.task(await w.project())
  const event = (await w.events()).findLast(({ subject }) => subject.id === task)
  const [id, other] = [newId(), newId()]
  await w.store.write(w.id, async (tx) => {
    for (const [run, status] of [
      [id, 'failed'],
      [other, 'completed'],
    ] as const)
      await tx`
        insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
        values (${w.id}, ${run}, 'playbook', ${run}, 'chase', 'v', 1, ${event?.seq ?? 0}, ${event?.id ?? ''}, 'task.created', 'task', ${task}, ${w.owner.actor.memberId}, 1, ${run}, ${status}, now())`
  })
  const ref = { workspaceId: w.id, runId: id }
  await beginStep(w.store, ref, { n: 0, kind: 'step', name: 'ask', input: { secret: 'hunter2' } })
  await endStep(w.store, ref, 0, { status: 'failed', error: { code: 'timed_out', message: 'too slow' } })
  const failed = await call('list_runs', { status: ['failed'] })
  expect(failed.items).toMatchObject([
    { id, automation: 'chase', startedBy: { event: 'task.created', subjectId: task } },
  ])
  const page = await call('list_runs', { limit: 1 })
  const next = await call('list_runs', { limit: 1, cursor: page.nextCursor })
  expect([page.items[0]?.['id'], next.items[0]?.['id']].sort()).toEqual([id, other].sort())
  const shown = await call('get_run', { runId: id })
  expect(shown['steps']).toEqual([
    { step: 0, kind: 'step', name: 'ask', status: 'failed', error: { code: 'timed_out', message: 'too slow' } },
  ])
  expect((await errorOf(call('get_run', { runId: newId() }))).code).toBe('not_found')
})

test('suggestions are those that were found last and nobody dismissed, for whoever makes automations', async () => {
  const [id, dismissed] = [newId(), newId()]
  const suggestion = (one: string, confidence: number) => ({
    ...{ id: one, kind: 'recurring', projectId: null, title: 'Weekly report', why: 'Every Monday', confidence },
    backtest: { would: 4, asByHand: 4, alreadySo: 0, otherwise: 0, missed: 0 },
    evidence: { count: 4, firstAt: '2026-01-01T00:00:00Z', lastAt: '2026-01-22T00:00:00Z', items: [] },
    commands: [{ type: 'series.create', data: {} }],
  })
  await keepSuggestions(w.store, w.id, [suggestion(id, 0.7), suggestion(dismissed, 0.9)] as never)
  await w.run('suggestion_dismissal.create', { id: dismissed, kind: 'recurring', title: 'Weekly report' } as never)
  expect((await call('list_suggestions')).items).toMatchObject([{ id, done: { count: 4 } }])
  expect((await errorOf(call('list_suggestions', {}, scoped(['workspace.read'])))).code).toBe('forbidden')
})

test('preferences that are switched on are listed', async () => {
  await w.run('preference.create', { words: 'Titles begin with a verb', context: { command: 'task.create' } } as never)
  expect((await call('list_preferences')).items).toMatchObject([
    { words: 'Titles begin with a verb', context: { command: 'task.create' } },
  ])
})

describe('rights', () => {
  test('a tool that is not there or not allowed cannot be called, and each wrong field is named', async () => {
    expect((await errorOf(call('drop_tables'))).code).toBe('not_found')
    expect((await errorOf(call('list_tasks', {}, w.owner, ['list_projects']))).code).toBe('not_found')
    expect((await errorOf(call('propose_patch'))).code).toBe('not_found')
    const wrong = await errorOf(call('list_tasks', { status: ['open'], limit: 0, projct: 'x' }))
    expect(wrong.fields.map(({ path }) => path).sort()).toEqual(['limit', 'projct', 'status.0'])
  })

  test('a caller who may not read, has left, or is of another workspace sees nothing', async () => {
    const task = await w.task(await w.project())
    expect((await errorOf(call('get_task', { task }, scoped(['patch.propose'])))).code).toBe('forbidden')
    const leaving = await w.member('VIEWER')
    expect(await call('get_task', { task }, leaving)).toMatchObject({ id: task })
    await w.run('member.remove', { id: leaving.actor.memberId })
    expect((await errorOf(call('get_task', { task }, leaving))).code).toBe('forbidden')
    const other = await stage.workspace()
    expect((await errorOf(call('get_task', { task }, other.owner))).code).toBe('not_found')
    expect((await call('list_tasks', {}, other.owner)).items).toEqual([])
    expect(await call('search', { words: 'task' }, other.owner)).toEqual({ tasks: [], projects: [], comments: [] })
  })
})

test('a page has no more than fits, and its cursor goes on with what had no room', async () => {
  const task = await w.task(await w.project())
  for (let n = 0; n < 6; n++) await w.run('comment.create', { taskId: task, body: `${n} ${'x'.repeat(4_900)}` })
  const first = await call('list_comments', { task })
  expect(JSON.stringify(first).length).toBeLessThanOrEqual(mostOutput)
  expect(first.leftOut).toBe(`${6 - first.items.length} had no room; nextCursor goes on with them`)
  const second = await call('list_comments', { task, cursor: first.nextCursor })
  const bodies = [...first.items, ...second.items].map(({ body }) => String(body)[0])
  expect(bodies).toEqual(['5', '4', '3', '2', '1', '0'])
})
