import { type CommandType, newId, ProposableCommand } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accept, operation, patchOf, propose, statuses } from '../../../../test/support/patches.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

interface Seed {
  readonly w: TestWorkspace
  readonly project: string
  readonly task: string
  readonly other: string
}

async function seed(): Promise<Seed> {
  const w = await stage.workspace()
  const project = await w.project()
  await w.run('custom_field.create', { key: 'size', name: 'Size', type: 'number' })
  const task = await w.task(project, { tags: ['kept', 'old'], customFields: { size: 3 } })
  return { w, project, task, other: await w.task(project) }
}

type Make = (seed: Seed) => object | Promise<object>
const made = async ({ w }: Seed, type: CommandType, data: object) => (await w.run(type, data as never)).result.id
const day = (n: number) => `2026-06-${String(n).padStart(2, '0')}T00:00:00.000Z`
const rule = { name: 'r', when: 'task.created', ['then' as string]: [{ action: 'comment.create', body: 'x' }] }
const series = ({ project }: Seed) => ({
  projectId: project,
  task: { title: 'Again' },
  recurrence: { rrule: 'FREQ=YEARLY' },
  startDate: '2099-01-01',
})

/** Of each command data with which it changes something. */
const cases: Readonly<Record<ProposableCommand, Make>> = {
  'task.create': ({ project, task }) => ({ projectId: project, title: 'New', parentId: task, tags: ['kept'] }),
  'task.update': async (s) => ({
    id: s.task,
    ...{ title: 'Changed', priority: 'high', status: 'started', dueDate: '2026-12-01', estimatePoints: 3 },
    ...{ addTags: ['new'], removeTags: ['old'], customFields: { size: 5 }, assigneeId: s.w.owner.actor.memberId },
    milestoneId: await made(s, 'milestone.create', { projectId: s.project, name: 'Beta' }),
  }),
  'task.archive': ({ task }) => ({ id: task }),
  'task.unarchive': async (s) => {
    await s.w.run('task.archive', { id: s.task })
    return { id: s.task }
  },
  'task_relation.create': ({ task, other }) => ({ type: 'blocks', fromTaskId: task, toTaskId: other, lagMinutes: 5 }),
  'task_relation.delete': async (s) => ({
    id: await made(s, 'task_relation.create', { type: 'precedes', fromTaskId: s.task, toTaskId: s.other }),
  }),
  'comment.create': ({ task }) => ({ taskId: task, body: 'Is it late?' }),
  'project.create': () => ({ key: `K${newId().slice(-8).toUpperCase()}`, name: 'New', targetDate: '2026-12-01' }),
  'project.update': ({ w, project }) => ({ id: project, health: 'atRisk', leadId: w.owner.actor.memberId }),
  'project.archive': ({ project }) => ({ id: project }),
  'project.unarchive': async (s) => {
    await s.w.run('project.archive', { id: s.project })
    return { id: s.project }
  },
  'cycle.create': ({ project }) => ({ projectId: project, name: 'Sprint', startsAt: day(1), endsAt: day(8) }),
  'cycle.update': async (s) => ({
    id: await made(s, 'cycle.create', { projectId: s.project, startsAt: day(1), endsAt: day(8) }),
    ...{ goal: 'More', endsAt: day(9) },
  }),
  'milestone.create': ({ project }) => ({ projectId: project, name: 'Beta', targetDate: '2026-12-01' }),
  'milestone.update': async (s) => ({
    id: await made(s, 'milestone.create', { projectId: s.project, name: 'Beta' }),
    targetDate: '2026-12-01',
  }),
  'tag.create': () => ({ name: 'fresh', color: '#112233' }),
  'series.create': series,
  'series.pause': async (s) => ({ id: await made(s, 'series.create', series(s)) }),
  'series.resume': async (s) => {
    const id = await made(s, 'series.create', series(s))
    await s.w.run('series.pause', { id })
    return { id }
  },
  'template.create': () => ({ name: 't', kind: 'task', content: { tasks: [{ key: 'a', title: 'x' }] } }),
  'rule.create': () => ({ ...rule, enabled: false }),
  'rule.update': async (s) => ({ id: await made(s, 'rule.create', rule), if: 'event.task.priority == "high"' }),
}

/** What is there and not put away, without what tells when and how often it was changed; comments by what they say. */
async function present({ w }: Seed): Promise<Record<string, unknown>> {
  const shown = {
    ...{ tasks: 'deleted_at is null and archived_at is null', projects: 'archived_at is null' },
    ...{ task_relations: 'true', comments: 'deleted_at is null', cycles: 'true', milestones: 'true', tags: 'true' },
    ...{ series: "status <> 'paused'", templates: 'true', rules: 'true' },
  }
  const told = "- 'version' - 'field_versions' - 'created_at' - 'updated_at' - 'workspace_id'"
  return w.store.read(w.id, async (tx) => {
    const found: Record<string, unknown> = {}
    for (const [table, where] of Object.entries(shown)) {
      const id = table === 'comments' ? "- 'id'" : ''
      const rows = await tx.unsafe<{ row: Record<string, unknown> }[]>(
        `select to_jsonb(t) ${told} ${id} as row from ${table} t where ${where} order by id`,
      )
      found[table] = rows.map(({ row }) => (table === 'tasks' ? comparable(row) : row))
    }
    return found
  })
}
const comparable = (row: Record<string, unknown>) => ({
  ...row,
  tags: [...(row['tags'] as string[])].sort(),
  started_at: row['started_at'] !== null,
})

test.each(ProposableCommand.options)('%s: proposed, applied, undone, and done again', async (command) => {
  const s = await seed()
  const data = await cases[command](s)
  const before = await present(s)
  const id = await propose(s.w, [operation('a', command, data)])
  // It is only proposed.
  expect(await present(s)).toEqual(before)
  expect(statuses(await accept(s.w, id))).toEqual({ a: 'applied' })
  const after = await present(s)
  expect(after).not.toEqual(before)
  const undo = (await s.w.run('patch.undo', { id })).result.id
  expect(statuses(await patchOf(s.w, undo))).toEqual({ a: 'applied' })
  expect(await patchOf(s.w, id)).toMatchObject({ status: 'undone', undoneById: undo })
  // Tags that a task was given for the first time stay as tags.
  const tags = command === 'task.update' ? { tags: expect.anything() } : {}
  expect(await present(s)).toEqual({ ...before, ...tags })
  const again = (await s.w.run('patch.undo', { id: undo })).result.id
  expect(await patchOf(s.w, again)).toMatchObject({ status: 'applied', undoesId: undo })
  expect(await patchOf(s.w, undo)).toMatchObject({ status: 'undone', undoneById: again })
  expect(await present(s)).toEqual(after)
})

test('a project with all in it is one patch: made, undone, and made again', async () => {
  const s = await seed()
  const [project, cycle, milestone, first, second] = [newId(), newId(), newId(), newId(), newId()]
  const before = await present(s)
  // What is named is made first, in whatever order it stands.
  const id = await propose(s.w, [
    operation('order', 'task_relation.create', { type: 'blocks', fromTaskId: first, toTaskId: second }),
    operation('say', 'comment.create', { taskId: second, body: 'Go on' }),
    operation('raise', 'task.update', { id: second, priority: 'urgent', assigneeId: s.w.owner.actor.memberId }),
    operation('second', 'task.create', {
      id: second,
      projectId: project,
      title: 'B',
      parentId: null,
      milestoneId: milestone,
    }),
    operation('first', 'task.create', { id: first, projectId: project, title: 'A', cycleId: cycle }),
    operation('plan', 'cycle.create', { id: cycle, projectId: project, startsAt: day(1), endsAt: day(8) }),
    operation('aim', 'milestone.create', { id: milestone, projectId: project, name: 'Beta' }),
    operation('project', 'project.create', { id: project, key: 'NEW', name: 'New' }),
  ])
  const { operations } = await patchOf(s.w, id)
  expect(Object.fromEntries(operations.map(({ key, dependsOn }) => [key, dependsOn]))).toEqual({
    ...{ order: ['first', 'second'], say: ['second'], raise: ['second'], second: ['project', 'aim'] },
    ...{ first: ['project', 'plan'], plan: ['project'], aim: ['project'], project: [] },
  })
  const done = await accept(s.w, id)
  expect(done.status).toBe('applied')
  const tasks = await s.w.store.read(
    s.w.id,
    (tx) =>
      tx<
        { identifier: string; title: string }[]
      >`select identifier, title from tasks where project_id = ${project} order by number`,
  )
  // Each has a number of its own, from 1 on.
  expect(tasks.map(({ identifier }) => identifier)).toEqual(['NEW-1', 'NEW-2'])
  const undo = (await s.w.run('patch.undo', { id })).result.id
  expect((await patchOf(s.w, undo)).operations.map(({ status }) => status)).toEqual(Array(8).fill('applied'))
  expect(await present(s)).toEqual(before)
  const again = (await s.w.run('patch.undo', { id: undo })).result.id
  expect((await patchOf(s.w, again)).operations.map(({ status }) => status)).toEqual(Array(8).fill('applied'))
  const { projects, tasks: all } = (await present(s)) as Record<string, object[]>
  expect([projects?.length, all?.length]).toEqual([2, 4])
})

test('a hundred operations are applied and undone in one transaction each', async () => {
  const s = await seed()
  const operations = Array.from({ length: 100 }, (_, n) =>
    operation(`t${n}`, 'task.create', { projectId: s.project, title: `Task ${n}`, tags: [`tag-${n % 7}`] }),
  )
  const started = performance.now()
  const id = await propose(s.w, operations)
  const proposed = performance.now()
  const head = (await s.w.events()).length
  expect((await accept(s.w, id)).status).toBe('applied')
  const applied = performance.now()
  expect(new Set((await s.w.events(head)).map(({ commandId }) => commandId)).size).toBe(1)
  await s.w.run('patch.undo', { id })
  const times = [proposed - started, applied - proposed, performance.now() - applied].map(Math.round)
  console.log(`100 operations: proposed in ${times[0]} ms, applied in ${times[1]} ms, undone in ${times[2]} ms`)
  const [left] = await s.w.store.read(
    s.w.id,
    (tx) => tx<{ n: number }[]>`select count(*)::int as n from tasks where archived_at is null`,
  )
  expect(left?.n).toBe(2)
})
